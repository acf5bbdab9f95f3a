(* Appendix B.4: the stochastic (delta, L)-oracle. If E F(y) = fy, E G(y) = gy,          *)
(* E|G(y) - gy|^2 <= sigma2, and (fy, gy) is a (delta, L)-oracle of a convex f, then G   *)
(* is the biased oracle with bias gy - df and noise G - gy, and has M = 0, sigma2,       *)
(* m = 0, zeta2 = 2 delta L (definition_5_stochastic). If f is also L'-smooth, then       *)
(* zeta2 = 2 delta L L'/(L + L') (definition_5_stochastic_smooth). Without convexity      *)
(* zeta2 = 2 delta L is false (definition_5_stochastic_printed_false).                    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step line inexact sine.
From Biasbound Require Import definition_5_bias inexact_sharp_bias.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* random pairs (F y, G y) whose means are a (delta, L)-oracle *)
Record stochastic_inexact d (f : 'rV[R]_d.+1 -> R) Xi (E : expectation Xi)
    (F : 'rV[R]_d.+1 -> Xi -> R) (G : 'rV[R]_d.+1 -> Xi -> 'rV[R]_d.+1) (L delta s2 : R) : Prop :=
  StochasticInexact {
    value_integ : forall y, integ E (F y);
    estimate_integ : forall y, integV E (G y);
    estimate_integ2 : forall y i, integ E (fun xi => G y xi 0 i ^+ 2);
    estimate_var : forall y, Ex E (fun xi => nsq (G y xi - ExV E (G y))) <= s2;
    mean_inexact : inexact_oracle f L delta (fun y => Ex E (F y)) (fun y => ExV E (G y)) }.

Section Parts.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (Xi : Type) (E : expectation Xi).
Variables (F : 'rV[R]_d.+1 -> Xi -> R) (G : 'rV[R]_d.+1 -> Xi -> 'rV[R]_d.+1).
Variables (L delta s2 : R).

Definition inexact_bias (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) y := ExV E (G y) - df y.
Definition inexact_noise y xi := G y xi - ExV E (G y).

Hypothesis orc : stochastic_inexact f E F G L delta s2.

Lemma inexact_oracle_sum df y xi : oracle df (inexact_bias df) inexact_noise y xi = G y xi.
Proof. by rewrite /oracle /inexact_bias /inexact_noise (addrC (df y)) subrK addrC subrK. Qed.

Lemma inexact_noise_oracle : biased_oracle E inexact_noise.
Proof.
have i1 := estimate_integ orc; split=> [x i|x i|x].
- apply: (@eq_integ _ E (fun xi => G x xi 0 i - ExV E (G x) 0 i)).
    by move=> xi; rewrite !mxE.
  by apply: integB; [exact: i1|exact: integ_cst].
- apply: (@eq_integ _ E (fun xi => (G x xi 0 i ^+ 2 +
    (- (2%:R * ExV E (G x) 0 i)) * G x xi 0 i) + ExV E (G x) 0 i ^+ 2)).
    by move=> xi; rewrite !mxE; move: (G _ _ _ _) (Ex _ _) => a e; rring.
  apply: integD; last exact: integ_cst.
  by apply: integD; [exact: (estimate_integ2 orc)|apply: integZ; exact: i1].
apply/rowP => i; rewrite !mxE (@eq_Ex _ E _ (fun xi => G x xi 0 i - ExV E (G x) 0 i)).
  by rewrite ExB ?Ex_cst ?mxE ?subrr //; [exact: i1|exact: integ_cst].
by move=> xi; rewrite !mxE.
Qed.

Lemma inexact_bounded_noise df : 0 <= s2 ->
  bounded_noise df E (inexact_bias df) inexact_noise 0 s2.
Proof. by move=> s0; split=> // x; rewrite mul0r add0r; exact: (estimate_var orc). Qed.

Lemma inexact_delta_ge0 : 0 <= delta.
Proof. by have /andP[h1 h2] := inexact_value (mean_inexact orc 0); exact: le_trans h1 h2. Qed.
End Parts.

Theorem definition_5_stochastic d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) F G
    L delta s2 :
  gradient f df -> convex f -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
  let b := inexact_bias E G df in let n := inexact_noise E G in
  [/\ forall y xi, oracle df b n y xi = G y xi, biased_oracle E n,
      bounded_noise df E b n 0 s2 & bounded_bias df b 0 (2%:R * delta * L)].
Proof.
move=> gr cv L0 s0 orc b n; split.
- exact: inexact_oracle_sum.
- exact: inexact_noise_oracle orc.
- exact: (inexact_bounded_noise orc).
split; rewrite ?ltr01 //.
  by rewrite !mulr_ge0 ?ler0n ?(inexact_delta_ge0 orc) // ltW.
by move=> x; rewrite mul0r add0r; exact: (definition_5_bias gr cv L0 (mean_inexact orc x)).
Qed.

Theorem definition_5_stochastic_smooth d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) F G
    L L' delta s2 :
  smooth f df L' -> convex f -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
  let b := inexact_bias E G df in let n := inexact_noise E G in
  [/\ forall y xi, oracle df b n y xi = G y xi, biased_oracle E n,
      bounded_noise df E b n 0 s2 & bounded_bias df b 0 (2%:R * delta * L * L' / (L + L'))].
Proof.
move=> fL cv L0 s0 orc b n; have L'0 := smooth_gt0 fL; split.
- exact: inexact_oracle_sum.
- exact: inexact_noise_oracle orc.
- exact: (inexact_bounded_noise orc).
split; rewrite ?ltr01 //.
  by rewrite divr_ge0 ?addr_ge0 ?mulr_ge0 ?ler0n ?(inexact_delta_ge0 orc) // ltW.
by move=> x; rewrite mul0r add0r; exact: (inexact_sharp_bias fL cv L0 (mean_inexact orc x)).
Qed.

Lemma wave_inexact : stochastic_inexact (line wave) coin (fun _ _ => 0) (fun _ _ => 0) 1 1 0.
Proof.
have z y : ExV coin (fun _ : bool => 0 : 'rV[R]_1) = y -> y = 0.
  by move=> <-; apply/rowP => i; rewrite !mxE Ex_coin ?mxE; rlra.
split=> // [y|y x].
  by rewrite Ex_coin (z _ erefl) subrr nsq0; rlra.
rewrite (z _ erefl) Ex_cst dot0l addr0 subr0; have [h1 h2] := wave_bounds (x 0 0).
apply/andP; split=> //; apply: le_trans h2 _; rewrite ler_addr mulr_ge0 ?nsq_ge0 //.
by rewrite divr_ge0 ?ler01 ?ler0n.
Qed.

Theorem definition_5_stochastic_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) F G L delta s2,
      gradient f df -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
      bounded_bias df (inexact_bias E G df) 0 (2%:R * delta * L)).
Proof.
move=> H; have := bias_le (H _ _ _ _ _ _ _ _ _ _ gradient_wave ltr01 (lexx 0) wave_inexact) 0.
have -> : inexact_bias coin (fun _ _ => 0) (dline dwave) 0 = - dline dwave 0.
  by apply/rowP => i; rewrite !mxE Ex_coin ?mxE; move: (dwave _) => a; rlra.
rewrite nsqN mul0r add0r nsq1 !mxE /dwave mulr0 cos_0.
by apply/negP; rewrite -ltNge; rlra.
Qed.

(* the witness: Huber's loss, its gradient known up to a coin's sign *)
Section Witness.
Let F (y : 'rV[R]_1) (w : bool) : R := line huber y.
Let G (y : 'rV[R]_1) (w : bool) : 'rV[R]_1 := dline dhuber y + w_noise 0 w.

Let meanG y : ExV coin (G y) = dline dhuber y.
Proof.
apply/rowP => i; rewrite mxE Ex_coin /G !mxE /=.
by case: (i == 0); move: (dhuber _) => a; rlra.
Qed.

Let orc : stochastic_inexact (line huber) coin F G 1 0 1.
Proof.
split=> // [y|y x].
  rewrite Ex_coin meanG.
  have e w : G y w - dline dhuber y = w_noise 0 w by rewrite /G addrAC subrr add0r.
  by rewrite !e /w_noise !nsqZ nsq_unit0 /= sqrrN !expr1n; rlra.
rewrite meanG Ex_cst /line dot1 nsq1 !mxE.
have := huber_lo (y 0 0) (x 0 0); have := huber_up (y 0 0) (x 0 0).
move: (x 0 0) (y 0 0) => p q; move: (huber p) (huber q) (dhuber q) => a c e h1 h2.
by apply/andP; split; rlra.
Qed.

Lemma definition_5_stochastic_satisfiable : satisfiable_by (@definition_5_stochastic).
Proof.
exists 0%N, (line huber), (dline dhuber), bool, coin, F, G, 1, 0, 1.
by exists (smooth_grad smooth_huber), convex_huber, ltr01, ler01, orc.
Qed.

Lemma definition_5_stochastic_smooth_satisfiable :
  satisfiable_by (@definition_5_stochastic_smooth).
Proof.
exists 0%N, (line huber), (dline dhuber), bool, coin, F, G, 1, 1, 0, 1.
by exists smooth_huber, convex_huber, ltr01, ler01, orc.
Qed.
End Witness.
