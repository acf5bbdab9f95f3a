(* One pair of inequalities that covers the paper's. G is any random vector with      *)
(*   <df x, E G> >= b|df x|^2 - c   and   E|G|^2 <= B|df x|^2 + C,                     *)
(* f is L-smooth. For every step g >= 0                                                *)
(*   E f(x - g G) - f x <= - g (b - g L B/2)|df x|^2 + g c + g^2 L C/2                 *)
(* (biased_abc), an equality for f = (L/2)|x|^2 if the pair are (biased_abc_tight).    *)
(* Under PL, for g <= 2b/(L B), F contracts by 1 - 2 mu g (b - g L B/2) up to          *)
(* g c + g^2 L C/2 (biased_abc_PL).                                                    *)
(* Assumptions 3 and 4 are the case b = (1-m)/2, c = zeta2/2, B = 2(M+1)(1+m),         *)
(* C = 2(M+1) zeta2 + sigma2 (biased_abc_assumptions_3_4). Rand-k of a stochastic      *)
(* gradient, by its two moments (10) and (12), is the case b = p, c = 0,               *)
(* B = (1+Mb) p, C = p sb2, p = k/d (biased_abc_rand_k).                               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import one_step.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem biased_abc d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) (G : Xi -> 'rV[R]_d.+1)
    b c B C g x :
  smooth f df L -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  b * nsq (df x) - c <= dot (df x) (ExV E G) ->
  Ex E (fun xi => nsq (G xi)) <= B * nsq (df x) + C -> 0 <= g ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => f (x - g *: G xi) - f x) <=
    - g * (b - g * L * B / 2%:R) * nsq (df x) + g * c + g ^+ 2 * L * C / 2%:R.
Proof.
move=> fL G1 G2 h1 h2 g0 fi; apply: le_trans (one_step G1 G2 fL fi) _.
have k1 := ler_wpmul2l g0 h1.
have Lg : 0 <= L * g ^+ 2 / 2%:R.
  by rewrite divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW // (smooth_gt0 fL).
have k2 := ler_wpmul2l Lg h2.
by move: k1 k2; move: (nsq _) (dot _ _) (Ex E _) => a e p; clear; rlra.
Qed.

Theorem biased_abc_tight d L Xi (E : expectation Xi) (G : Xi -> 'rV[R]_d.+1) b c B C g x :
  integV E G -> integ E (fun xi => nsq (G xi)) ->
  dot (dquad L x) (ExV E G) = b * nsq (dquad L x) - c ->
  Ex E (fun xi => nsq (G xi)) = B * nsq (dquad L x) + C ->
  Ex E (fun xi => quad L (x - g *: G xi) - quad L x) =
    - g * (b - g * L * B / 2%:R) * nsq (dquad L x) + g * c + g ^+ 2 * L * C / 2%:R.
Proof.
by move=> G1 G2 h1 h2; rewrite one_step_quad // h1 h2; move: (nsq _) => a; rlra.
Qed.

Theorem biased_abc_PL d (f : 'rV[R]_d.+1 -> R) df L mu fstar Xi (E : expectation Xi)
    (G : Xi -> 'rV[R]_d.+1) b c B C g x :
  smooth f df L -> PL f df mu fstar -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  b * nsq (df x) - c <= dot (df x) (ExV E G) ->
  Ex E (fun xi => nsq (G xi)) <= B * nsq (df x) + C ->
  0 < B -> 0 <= g -> g <= 2%:R * b / (L * B) ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => f (x - g *: G xi)) - fstar <=
    (1 - 2%:R * mu * g * (b - g * L * B / 2%:R)) * (f x - fstar)
    + (g * c + g ^+ 2 * L * C / 2%:R).
Proof.
move=> fL hP G1 G2 h1 h2 B0 g0 gU fi; have L0 := smooth_gt0 fL.
have := biased_abc fL G1 G2 h1 h2 g0 fi.
rewrite ExB ?Ex_cst //; last exact: integ_cst.
have k : 0 <= b - g * L * B / 2%:R.
  have : g * (L * B) <= 2%:R * b by rewrite -ler_pdivl_mulr // mulr_gt0.
  by rlra.
have := ler_wpmul2l (mulr_ge0 g0 k) (PL_ineq hP x).
by move: (Ex E _) (nsq _) (f x) => e a q; rlra.
Qed.

Theorem biased_abc_assumptions_3_4 d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi)
    b n M s2 m z2 x :
  biased_oracle E n -> bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  (1 - m) / 2%:R * nsq (df x) - z2 / 2%:R <= dot (df x) (ExV E (oracle df b n x)) /\
  Ex E (fun xi => nsq (oracle df b n x xi)) <=
    2%:R * (M + 1) * (1 + m) * nsq (df x) + (2%:R * (M + 1) * z2 + s2).
Proof.
move=> orc hN hB; rewrite ExV_oracle // Ex_nsq_oracle //.
have hb := bias_le hB x; have hn := noise_le hN x; have M0 := noise_M hN.
have e := nsqD (df x) (b x); have q0 := nsq_ge0 (df x + b x); split.
  rewrite dotDr -/(nsq (df x)); move: hb e q0; clear; move: (nsq (df x + b x)) => q.
  by move: (nsq (df x)) (nsq (b x)) (dot _ _) => a p t; rlra.
have k : (M + 1) * nsq (df x + b x) <=
    (M + 1) * (2%:R * nsq (df x) + 2%:R * (m * nsq (df x) + z2)).
  apply: ler_wpmul2l; first by rlra.
  have := nsqD_le (df x) (b x); move: hb; clear; move: (nsq (df x + b x)) => q.
  by move: (nsq (df x)) (nsq (b x)) => a p; rlra.
move: k hn; clear; move: (nsq (df x + b x)) => q.
by move: (nsq (df x)) (Ex E _) => a p; rlra.
Qed.

(* E G = p df and E|G|^2 = p E|v|^2 are (10) and (12) for G = rand-k(v), E v = df x *)
Theorem biased_abc_rand_k d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi)
    (G v : Xi -> 'rV[R]_d.+1) p Mb sb2 g x :
  smooth f df L -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  ExV E G = p *: df x -> Ex E (fun xi => nsq (G xi)) = p * Ex E (fun xi => nsq (v xi)) ->
  Ex E (fun xi => nsq (v xi)) <= (1 + Mb) * nsq (df x) + sb2 -> 0 <= p -> 0 <= g ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => f (x - g *: G xi) - f x) <=
    - g * p * (1 - g * L * (1 + Mb) / 2%:R) * nsq (df x) + g ^+ 2 * L * p * sb2 / 2%:R.
Proof.
move=> fL G1 G2 e1 e2 hv p0 g0 fi.
have h1 : p * nsq (df x) - 0 <= dot (df x) (ExV E G) by rewrite subr0 e1 dotZr.
have h2 : Ex E (fun xi => nsq (G xi)) <= (1 + Mb) * p * nsq (df x) + p * sb2.
  by rewrite e2; have := ler_wpmul2l p0 hv; move: (Ex E _) (nsq _) => q a; rlra.
have := biased_abc fL G1 G2 h1 h2 g0 fi; move: (Ex E _) (nsq _) => q a; rlra.
Qed.

(* the witness: f = |x|^2 and G = df x + or - the first unit vector *)
Section Witness.
Let x0 := unit0 0.
Let G (w : bool) : 'rV[R]_1 := dquad 2%:R x0 + w_noise 0 w.

Let G1 : integV coin G. Proof. by []. Qed.
Let G2 : integ coin (fun w => nsq (G w)). Proof. by []. Qed.

Let mean : ExV coin G = dquad 2%:R x0.
Proof.
apply/rowP => i; rewrite mxE Ex_coin /G !mxE /=.
by case: (i == 0); rlra.
Qed.

Let h1 : dot (dquad 2%:R x0) (ExV coin G) = 1 * nsq (dquad 2%:R x0) - 0.
Proof. by rewrite mean mul1r subr0. Qed.

Let h2 : Ex coin (fun w => nsq (G w)) = 1 * nsq (dquad 2%:R x0) + 1.
Proof.
rewrite Ex_coin /G !nsqD /w_noise !dotZr !nsqZ nsq_unit0 /= sqrrN !expr1n.
by move: (dot _ _) => a; rlra.
Qed.

Let fL : smooth (@quad 0 2%:R) (dquad 2%:R) 2%:R. Proof. by apply: smooth_quad; rlra. Qed.

Lemma biased_abc_satisfiable : satisfiable_by (@biased_abc).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, bool, coin, G, 1, 0, 1, 1, 4%:R^-1, x0, fL, G1, G2.
unshelve eexists; first by rewrite h1.
unshelve eexists; first by rewrite h2.
by unshelve eexists; [rlra|exists I].
Qed.

Lemma biased_abc_tight_satisfiable : satisfiable_by (@biased_abc_tight).
Proof. by exists 0%N, 2%:R, bool, coin, G, 1, 0, 1, 1, 4%:R^-1, x0, G1, G2, h1, h2. Qed.

Lemma biased_abc_PL_satisfiable : satisfiable_by (@biased_abc_PL).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, 2%:R, 0, bool, coin, G, 1, 0, 1, 1, 4%:R^-1, x0, fL.
unshelve eexists; first by apply: PL_quad; rlra.
exists G1, G2.
unshelve eexists; first by rewrite h1.
unshelve eexists; first by rewrite h2.
by do 3! (unshelve eexists; [rlra|]); exists I.
Qed.

Lemma biased_abc_assumptions_3_4_satisfiable : satisfiable_by (@biased_abc_assumptions_3_4).
Proof.
exists 0%N, (fun x => 2%:R *: x), bool, coin, (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, x0.
by exists (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
Qed.

Lemma biased_abc_rand_k_satisfiable : satisfiable_by (@biased_abc_rand_k).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, bool, coin, G, G, 1, 0, 1, 4%:R^-1, x0, fL, G1, G2.
unshelve eexists; first by rewrite mean scale1r.
unshelve eexists; first by rewrite mul1r.
unshelve eexists; first by rewrite h2 addr0.
by do 2! (unshelve eexists; [rlra|]); exists I.
Qed.
End Witness.
