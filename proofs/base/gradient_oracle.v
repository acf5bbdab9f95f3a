(* A stochastic gradient G x xi, written as Definition 1 wants it:               *)
(*   G = df + b + n   with   b = E G - df   and   n = G - E G.                   *)
(* [gradient_oracle df E G M s2 m z2] says that it is an (m, zeta2)-biased       *)
(* gradient oracle with (M, sigma2)-bounded noise.                               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section GradientOracle.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (df : V -> V) (Xi : Type) (E : expectation Xi) (G : V -> Xi -> V).

Definition mean_of x : V := ExV E (G x).
Definition bias_of x : V := mean_of x - df x.
Definition noise_of x xi : V := G x xi - mean_of x.

Record square_integrable : Prop := SquareIntegrable {
  integV_of : forall x, integV E (G x);
  integ2_of : forall x i, integ E (fun xi => G x xi 0 i ^+ 2) }.

Record gradient_oracle (M s2 m z2 : R) : Prop := GradientOracle {
  oracle_biased : biased_oracle E noise_of;
  oracle_noise : bounded_noise df E bias_of noise_of M s2;
  oracle_bias : bounded_bias df bias_of m z2 }.

Lemma mean_of_bias x : df x + bias_of x = mean_of x.
Proof. by rewrite /bias_of addrC subrK. Qed.

Lemma oracle_of x xi : oracle df bias_of noise_of x xi = G x xi.
Proof. by rewrite /oracle mean_of_bias /noise_of addrC subrK. Qed.

Hypothesis sq : square_integrable.

Lemma biased_oracle_of : biased_oracle E noise_of.
Proof.
have [i1 i2] := sq; split=> [x i|x i|x].
- apply: (@eq_integ _ E (fun xi => G x xi 0 i - mean_of x 0 i)).
    by move=> xi; rewrite /noise_of !mxE.
  by apply: integB; [exact: i1|exact: integ_cst].
- apply: (@eq_integ _ E (fun xi => G x xi 0 i ^+ 2 +
    ((- 2%:R * mean_of x 0 i) * G x xi 0 i + mean_of x 0 i ^+ 2))).
    move=> xi; rewrite (_ : noise_of x xi 0 i = G x xi 0 i - mean_of x 0 i) ?mxE //.
    by move: (G x xi 0 i) (Ex E _) => a c; rring.
  apply: integD; first exact: i2.
  by apply: integD; [apply: integZ; exact: i1|exact: integ_cst].
- apply/rowP => i; rewrite !mxE (eq_Ex E (Y := fun xi => G x xi 0 i - mean_of x 0 i)).
    by rewrite ExB ?Ex_cst ?mxE ?subrr //; [exact: i1|exact: integ_cst].
  by move=> xi; rewrite /noise_of !mxE.
Qed.

Lemma integ_nsq_of x : integ E (fun xi => nsq (G x xi)).
Proof.
apply: (@eq_integ _ E (fun xi => \sum_i G x xi 0 i ^+ 2)); first by move=> xi; rewrite nsqE.
by apply: integ_sum => i; exact: integ2_of sq x i.
Qed.

(* E|n|^2 = E|G|^2 - |E G|^2 *)
Lemma noise_of_nsq x :
  Ex E (fun xi => nsq (noise_of x xi)) = Ex E (fun xi => nsq (G x xi)) - nsq (mean_of x).
Proof.
have [i1 _ n0] := biased_oracle_of.
have := Ex_nsqD (mean_of x) (i1 x) (noise_integ_nsq biased_oracle_of x) (n0 x).
rewrite (eq_Ex E (Y := fun xi => nsq (G x xi))); last by move=> xi; rewrite addrC subrK.
by move=> ->; rewrite addrC addKr.
Qed.

(* E|G - v|^2 = |E G - v|^2 + E|n|^2 *)
Lemma error_of_nsq x v : Ex E (fun xi => nsq (G x xi - v)) =
  nsq (mean_of x - v) + Ex E (fun xi => nsq (noise_of x xi)).
Proof.
have [i1 _ n0] := biased_oracle_of.
rewrite -(Ex_nsqD (mean_of x - v) (i1 x) (noise_integ_nsq biased_oracle_of x) (n0 x)).
by apply: eq_Ex => xi; congr nsq; rewrite [RHS]addrC addrA subrK.
Qed.

Lemma noise_of_nsq_ge0 x : 0 <= Ex E (fun xi => nsq (noise_of x xi)).
Proof.
rewrite -(Ex_cst E 0); apply: Ex_le => [||xi]; last exact: nsq_ge0.
  exact: integ_cst.
exact: noise_integ_nsq biased_oracle_of x.
Qed.

(* no smaller than the error of the mean *)
Lemma error_of_ge x v : nsq (mean_of x - v) <= Ex E (fun xi => nsq (G x xi - v)).
Proof. by rewrite error_of_nsq ler_addl noise_of_nsq_ge0. Qed.

Lemma gradient_oracle_of M s2 m z2 : 0 <= M -> 0 <= s2 -> 0 <= m -> m < 1 -> 0 <= z2 ->
  (forall x, Ex E (fun xi => nsq (noise_of x xi)) <= M * nsq (mean_of x) + s2) ->
  (forall x, nsq (bias_of x) <= m * nsq (df x) + z2) ->
  gradient_oracle M s2 m z2.
Proof.
move=> M0 s0 m0 m1 z0 hN hB; split; first exact: biased_oracle_of.
  by split=> // x; rewrite mean_of_bias.
by split.
Qed.
End GradientOracle.

(* a law without randomness *)
Lemma sure_ge0 (w : unit) : 0 <= (1 : R). Proof. exact: ler01. Qed.
Lemma sure_sum : \sum_(w : unit) (1 : R) = 1.
Proof. by rewrite sumr_const card_unit. Qed.
Definition sure : expectation unit := fin_expectation sure_ge0 sure_sum.

Lemma Ex_sure X : Ex sure X = X tt.
Proof. by rewrite /Ex /= (bigD1 tt) //= big1 ?addr0 ?mul1r //; case. Qed.

Lemma ExV_sure d (X : unit -> 'rV[R]_d) : ExV sure X = X tt.
Proof. by apply/rowP => i; rewrite mxE Ex_sure. Qed.

Lemma square_integrable_fin d (I : finType) (p : I -> R) (p0 : forall i, 0 <= p i)
  (p1 : \sum_i p i = 1) (G : 'rV[R]_d.+1 -> I -> 'rV[R]_d.+1) :
  square_integrable (fin_expectation p0 p1) G.
Proof. by split. Qed.

Lemma square_integrable_sure d (G : 'rV[R]_d.+1 -> unit -> 'rV[R]_d.+1) :
  square_integrable sure G.
Proof. by split. Qed.

(* slope of a bound that holds along a ray *)
Lemma slope_le (a b c : R) : (forall q, 0 <= q -> a * q <= b * q + c) -> a <= b.
Proof.
move=> h; case: (leP a b) => // lt_ba; pose e := a - b.
have e0 : 0 < e by rewrite subr_gt0.
have c0 : 0 <= c by have := h 0 (lexx 0); rewrite !mulr0 add0r.
have q0 : 0 <= (c + 1) / e by apply: divr_ge0; [rlra|exact: ltW].
have k : (a - b) * ((c + 1) / e) = c + 1 by rewrite mulrC divfK // lt0r_neq0.
by have := h _ q0; move: k; rewrite mulrBl; set u := _ / e; move=> k1 k2; clear - k1 k2; rlra.
Qed.

(* |.|^2 takes every value >= 0 *)
Lemma nsq_onto d (q : R) : 0 <= q -> exists x : 'rV[R]_d.+1, nsq x = q.
Proof.
move=> q0; exists (\row_i (if i == 0 then Num.sqrt q else 0)).
rewrite nsqE (bigD1 0) //= big1 => [|i /negPf ni]; first by rewrite mxE eqxx addr0 (sqr_sqrtr q0).
by rewrite mxE ni expr2 mul0r.
Qed.
