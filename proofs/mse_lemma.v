(* Descent from the mean squared error alone: G is any random vector, L-smooth f,    *)
(* any step g,                                                                       *)
(*   E f(x - g G) - f x <= - (g/2)|df x|^2 + (g/2) E|G - df x|^2                      *)
(*                         - (g/2)(1 - g L) E|G|^2                                    *)
(* (mse_lemma), an equality for f = (L/2)|x|^2 (mse_lemma_tight).                     *)
(* So if E|G - df x|^2 <= (1 - delta)|df x|^2, as for any compressor of class         *)
(* delta applied to the gradient, then for 0 <= g <= 1/L, with no M in sight,         *)
(*   E f(x - g G) - f x <= - (g delta/2)|df x|^2      (mse_lemma_compressor),         *)
(*   E f(x - g G) - f^ <= (1 - g mu delta) (f x - f^), f^ = min f                     *)
(*                                                    (mse_lemma_compressor_PL).      *)
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

Theorem mse_lemma d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) (G : Xi -> 'rV[R]_d.+1)
    g x :
  smooth f df L -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => f (x - g *: G xi) - f x) <=
    - (g / 2%:R) * nsq (df x) + g / 2%:R * Ex E (fun xi => nsq (G xi - df x))
    - g / 2%:R * (1 - g * L) * Ex E (fun xi => nsq (G xi)).
Proof.
move=> fL G1 G2 fi; apply: le_trans (one_step G1 G2 fL fi) _; rewrite Ex_nsqB //.
by move: (nsq _) (dot _ _) (Ex E _) => a c e; rlra.
Qed.

Theorem mse_lemma_tight d L Xi (E : expectation Xi) (G : Xi -> 'rV[R]_d.+1) g x :
  integV E G -> integ E (fun xi => nsq (G xi)) ->
  Ex E (fun xi => quad L (x - g *: G xi) - quad L x) =
    - (g / 2%:R) * nsq (dquad L x) + g / 2%:R * Ex E (fun xi => nsq (G xi - dquad L x))
    - g / 2%:R * (1 - g * L) * Ex E (fun xi => nsq (G xi)).
Proof.
move=> G1 G2; rewrite one_step_quad // Ex_nsqB //.
by move: (nsq _) (dot _ _) (Ex E _) => a c e; rlra.
Qed.

Theorem mse_lemma_compressor d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi)
    (G : Xi -> 'rV[R]_d.+1) delta g x :
  smooth f df L -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => nsq (G xi - df x)) <= (1 - delta) * nsq (df x) -> 0 <= g -> g <= L^-1 ->
  Ex E (fun xi => f (x - g *: G xi) - f x) <= - (g * delta / 2%:R) * nsq (df x).
Proof.
move=> fL G1 G2 fi hC g0 gL; apply: le_trans (mse_lemma fL G1 G2 fi) _.
have k : g * L <= 1 by rewrite -ler_pdivl_mulr ?(smooth_gt0 fL) // mul1r.
have q0 : 0 <= Ex E (fun xi => nsq (G xi)).
  rewrite -(Ex_cst E 0); apply: Ex_le => // [|xi]; [exact: integ_cst|exact: nsq_ge0].
have k1 : 0 <= g * ((1 - g * L) * Ex E (fun xi => nsq (G xi))).
  by apply: mulr_ge0 => //; apply: mulr_ge0 => //; rlra.
have k2 := ler_wpmul2l g0 hC.
move: k1 k2; move: (Ex E _) (Ex E _) (nsq _) (g * L) => e1 e2 a c; rlra.
Qed.

Theorem mse_lemma_compressor_PL d (f : 'rV[R]_d.+1 -> R) df L mu fstar Xi (E : expectation Xi)
    (G : Xi -> 'rV[R]_d.+1) delta g x :
  smooth f df L -> PL f df mu fstar -> integV E G -> integ E (fun xi => nsq (G xi)) ->
  integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => nsq (G xi - df x)) <= (1 - delta) * nsq (df x) ->
  0 <= delta -> 0 <= g -> g <= L^-1 ->
  Ex E (fun xi => f (x - g *: G xi)) - fstar <= (1 - g * mu * delta) * (f x - fstar).
Proof.
move=> fL hP G1 G2 fi hC d0 g0 gL.
have := mse_lemma_compressor fL G1 G2 fi hC g0 gL.
rewrite ExB ?Ex_cst //; last exact: integ_cst.
have := ler_wpmul2l (mulr_ge0 g0 d0) (PL_ineq hP x).
by move: (Ex E _) (nsq _) (f x) => e a c; rlra.
Qed.

(* the witness: f = (2/2)|x|^2 = |x|^2, G = df x + or - the first unit vector *)
Section Witness.
Let G (w : bool) : 'rV[R]_1 := dquad 2%:R (unit0 0) + w_noise 0 w.

Let G1 : integV coin G. Proof. by []. Qed.
Let G2 : integ coin (fun w => nsq (G w)). Proof. by []. Qed.

Let mse : Ex coin (fun w => nsq (G w - dquad 2%:R (unit0 0))) <=
  (1 - 2%:R^-1) * nsq (dquad 2%:R (unit0 0)).
Proof.
have e w : G w - dquad 2%:R (unit0 0) = w_noise 0 w by rewrite /G addrAC subrr add0r.
rewrite Ex_coin !e /w_noise /dquad !nsqZ nsq_unit0 /= sqrrN.
by rewrite !expr1n !mulr1; rlra.
Qed.

Lemma mse_lemma_satisfiable : satisfiable_by (@mse_lemma).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, bool, coin, G, 7%:R, (unit0 0).
by unshelve eexists; [by apply: smooth_quad; rlra|exists G1, G2, I].
Qed.

Lemma mse_lemma_tight_satisfiable : satisfiable_by (@mse_lemma_tight).
Proof. by exists 0%N, 2%:R, bool, coin, G, 7%:R, (unit0 0), G1, G2. Qed.

Lemma mse_lemma_compressor_satisfiable : satisfiable_by (@mse_lemma_compressor).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, bool, coin, G, 2%:R^-1, 4%:R^-1, (unit0 0).
unshelve eexists; first by apply: smooth_quad; rlra.
by exists G1, G2, I, mse; do 2! (unshelve eexists; [by rlra|]).
Qed.

Lemma mse_lemma_compressor_PL_satisfiable : satisfiable_by (@mse_lemma_compressor_PL).
Proof.
exists 0%N, (@quad 0 2%:R), (dquad 2%:R), 2%:R, 2%:R, 0, bool, coin, G, 2%:R^-1, 4%:R^-1, (unit0 0).
unshelve eexists; first by apply: smooth_quad; rlra.
unshelve eexists; first by apply: PL_quad; rlra.
by exists G1, G2, I, mse; do 3! (unshelve eexists; [by rlra|]).
Qed.
End Witness.
