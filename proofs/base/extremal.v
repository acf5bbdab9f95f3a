(* The oracle that attains Assumptions 3 and 4 with equality everywhere, for any    *)
(* gradient df, any constants and any direction u of the bias (|u x| = 1):           *)
(*   |b x|^2 = m |df x|^2 + zeta2,     E|n x|^2 = M |df x + b x|^2 + sigma2.         *)
(* The noise is a fair coin's sign along the first axis. One step with it on the      *)
(* quadratic (L/2)|x|^2 is computed exactly (coin_noise_step_quad).                   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle witness one_step.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Extremal.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (df : V -> V) (m z2 M s2 : R) (u : V -> V).
Hypotheses (m0 : 0 <= m) (z0 : 0 <= z2) (M0 : 0 <= M) (s0 : 0 <= s2).
Hypothesis u1 : forall x, nsq (u x) = 1.

Definition extremal_bias (x : V) : V := Num.sqrt (m * nsq (df x) + z2) *: u x.

Definition coin_noise (b : V -> V) (x : V) (w : bool) : V :=
  ((if w then 1 else -1) * Num.sqrt (M * nsq (df x + b x) + s2)) *: unit0 d.

Lemma nsq_extremal_bias x : nsq (extremal_bias x) = m * nsq (df x) + z2.
Proof.
have p : 0 <= m * nsq (df x) + z2 by rewrite addr_ge0 // mulr_ge0 // nsq_ge0.
by rewrite nsqZ u1 (sqr_sqrtr p) mulr1.
Qed.

Lemma extremal_bounded_bias : m < 1 -> bounded_bias df extremal_bias m z2.
Proof. by move=> m1; split=> // x; rewrite nsq_extremal_bias. Qed.

Lemma coin_noise_oracle b : biased_oracle coin (coin_noise b).
Proof.
split=> // x; apply/rowP => i; rewrite !mxE Ex_coin !mxE.
by move: (_%:R) (Num.sqrt _) => a c; rlra.
Qed.

Lemma Ex_nsq_coin_noise b x :
  Ex coin (fun w => nsq (coin_noise b x w)) = M * nsq (df x + b x) + s2.
Proof.
have p : 0 <= M * nsq (df x + b x) + s2 by rewrite addr_ge0 // mulr_ge0 // nsq_ge0.
rewrite Ex_coin /coin_noise !nsqZ nsq_unit0 !exprMn (sqr_sqrtr p) /= sqrrN !expr1n.
by move: (M * _ + _) => a; rlra.
Qed.

Lemma coin_noise_bounded b : bounded_noise df coin b (coin_noise b) M s2.
Proof. by split=> // x; rewrite Ex_nsq_coin_noise. Qed.
End Extremal.

(* any bias b, the noise above, f = (L/2)|x|^2, any step *)
Lemma coin_noise_step_quad d L M s2 (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) g x :
  0 <= M -> 0 <= s2 ->
  let df := dquad L in let n := coin_noise df M s2 b in
  Ex coin (fun w => quad L (sgd_step df b n g x w) - quad L x) =
    - (g / 2%:R) * (nsq (df x) - nsq (b x))
    - g / 2%:R * (1 - g * ((M + 1) * L)) * nsq (df x + b x) + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> M0 s0 df n; have orc : biased_oracle coin n := coin_noise_oracle df M s2 b.
rewrite (one_step_quad (integV_oracle df b orc x) (integ_nsq_oracle df b orc x)).
rewrite ExV_oracle // Ex_nsq_oracle // Ex_nsq_coin_noise // -/df.
have -> : nsq (df x + b x) = nsq (df x) + 2%:R * dot (df x) (b x) + nsq (b x) by exact: nsqD.
have -> : dot (df x) (df x + b x) = nsq (df x) + dot (df x) (b x) by rewrite dotDr.
by move: (nsq (df x)) (nsq (b x)) (dot _ _) => a c e; rlra.
Qed.
