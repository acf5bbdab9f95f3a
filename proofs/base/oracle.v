(* Assumptions 1-4, Definition 1, Remark 1, Lemma 2.               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct topology normedtype derive.
From Biasbound.base Require Import real_tactics vector expectation.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* df x is the (genuine, Frechet) gradient of f at every x *)
Definition gradient d (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) :=
  forall x, is_diff x (f : 'rV[R^o]_d.+1 -> R^o) (dot (df x)).

Section Assumptions.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (f : V -> R) (df : V -> V).

(* Assumption 1 *)
Record smooth (L : R) : Prop := Smooth {
  smooth_grad : gradient f df;
  smooth_gt0 : 0 < L;
  smooth_ub : forall x y,
    f y <= f x + dot (df x) (y - x) + L / 2%:R * nsq (y - x) }.

(* Assumption 2; fstar is any lower bound of f *)
Record PL (mu fstar : R) : Prop := IsPL {
  PL_gt0 : 0 < mu;
  PL_ineq : forall x, 2%:R * mu * (f x - fstar) <= nsq (df x) }.

Variables (Xi : Type) (E : expectation Xi) (b : V -> V) (n : V -> Xi -> V).

(* Definition 1: zero-mean noise with finite second moment *)
Record biased_oracle : Prop := BiasedOracle {
  noise_integV : forall x, integV E (n x);
  noise_integ2 : forall x i, integ E (fun xi => n x xi 0 i ^+ 2);
  noise_mean0 : forall x, ExV E (n x) = 0 }.

Lemma noise_integ_nsq : biased_oracle ->
  forall x, integ E (fun xi => nsq (n x xi)).
Proof.
move=> h x; apply: (@eq_integ _ E (fun xi => \sum_i n x xi 0 i ^+ 2)).
  by move=> xi; rewrite nsqE.
by apply: integ_sum => i; exact: noise_integ2.
Qed.

Definition oracle x xi : V := df x + b x + n x xi.

(* Assumption 3 *)
Record bounded_noise (M s2 : R) : Prop := BoundedNoise {
  noise_M : 0 <= M; noise_s2 : 0 <= s2;
  noise_le : forall x, Ex E (fun xi => nsq (n x xi)) <= M * nsq (df x + b x) + s2 }.

(* Assumption 4 *)
Record bounded_bias (m z2 : R) : Prop := BoundedBias {
  bias_m0 : 0 <= m; bias_m1 : m < 1; bias_z2 : 0 <= z2;
  bias_le : forall x, nsq (b x) <= m * nsq (df x) + z2 }.

Definition sgd_step g x xi : V := x - g *: oracle x xi.

Lemma integ_nsq_oracle : biased_oracle -> forall x, integ E (fun xi => nsq (oracle x xi)).
Proof.
move=> orc x; have i1 := noise_integV orc; have i2 := noise_integ_nsq orc.
apply: (@eq_integ _ E (fun xi => (nsq (df x + b x) +
   2%:R * dot (df x + b x) (n x xi)) + nsq (n x xi))).
  by move=> xi; rewrite -nsqD.
apply: integD => //; apply: integD; first exact: integ_cst.
exact/integZ/integ_dot.
Qed.

Section StepSize.
Variables (L M s2 g : R).
Hypotheses (fL : smooth L) (hN : bounded_noise M s2) (gL : g <= ((M + 1) * L)^-1).

Lemma stepsize_le : g * (M + 1) * L <= 1.
Proof.
have L0 := smooth_gt0 fL; have M0 := noise_M hN.
have p : 0 < (M + 1) * L by apply: mulr_gt0 => //; rlra.
by rewrite -mulrA -ler_pdivl_mulr // mul1r.
Qed.

(* pointwise upper bound, integrable in xi *)
Lemma oracle_ub x xi : f (sgd_step g x xi) <=
  f x - g * dot (df x) (df x + b x) - g * dot (df x) (n x xi)
  + L * g ^+ 2 / 2%:R * nsq (oracle x xi).
Proof.
apply: le_trans (smooth_ub fL x _) _.
have -> : sgd_step g x xi - x = (- g) *: oracle x xi.
  by rewrite /sgd_step scaleNr addrAC subrr add0r.
rewrite nsqZ dotZr sqrrN {1}/oracle dotDr.
rlra.
Qed.
End StepSize.
End Assumptions.
