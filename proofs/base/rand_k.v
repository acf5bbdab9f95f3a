(* Rand-k.  The uniform law on the sets S of k indices among d ([rand_law]), the   *)
(* vector that keeps x on S ([randk x S]), its moments, and the draw_mean and variance   *)
(* of s rand-k(v + n) for a draw_noise n independent of S.                               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_oracle.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section RandK.
Variables (d k : nat).
Hypotheses (k0 : (0 < k)%N) (kd : (k <= d)%N).
Local Notation Om := {set 'I_d}.

(* uniform law on the k-element subsets of [d] *)
Definition unif (S : Om) : R := if #|S| == k then ('C(d, k)%:R)^-1 else 0.

Lemma binp : 0 < 'C(d, k)%:R :> R. Proof. by rewrite ltr0n bin_gt0. Qed.
Lemma dp : 0 < d%:R :> R. Proof. by rewrite ltr0n (leq_trans k0). Qed.
Lemma kp : 0 < k%:R :> R. Proof. by rewrite ltr0n. Qed.

Lemma unif_ge0 S : 0 <= unif S.
Proof. by rewrite /unif; case: ifP => // _; rewrite invr_ge0 ler0n. Qed.

Lemma unif_card (P : pred Om) :
  \sum_(S | P S) unif S = #|[set S : Om | P S & #|S| == k]|%:R / 'C(d, k)%:R.
Proof.
rewrite /unif -big_mkcondr /= sumr_const mulr_natl; congr (_ *+ _).
by apply: eq_card => S; rewrite !inE.
Qed.

Lemma unif_sum : \sum_S unif S = 1.
Proof.
rewrite unif_card.
have -> : #|[set S : Om | true & #|S| == k]| = 'C(d, k).
  by rewrite -[in RHS](card_ord d) -card_draws; apply: eq_card => S; rewrite !inE.
by rewrite divff // lt0r_neq0 // binp.
Qed.

(* inclusion probability *)
Definition ratio : R := k%:R / d%:R.

Lemma ratio_gt0 : 0 < ratio. Proof. by apply: divr_gt0; [exact: kp|exact: dp]. Qed.
Lemma ratio_le1 : ratio <= 1.
Proof. by rewrite /ratio ler_pdivr_mulr ?dp // mul1r ler_nat. Qed.

Lemma prob_notin i : \sum_(S : Om | i \notin S) unif S = 1 - ratio.
Proof.
rewrite unif_card.
have -> : #|[set S : Om | i \notin S & #|S| == k]| = 'C(d.-1, k).
  have <- : #|[set~ i]| = d.-1 by rewrite cardsC1 card_ord.
  rewrite -cards_draws; apply: eq_card => S; rewrite !inE; congr (_ && _).
  by rewrite subsetC sub1set inE.
have h : (d%:R * 'C(d.-1, k)%:R = (d%:R - k%:R) * 'C(d, k)%:R :> R).
  by rewrite -natrB // -!natrM mul_bin_down.
have d0 := lt0r_neq0 dp; have b0 := lt0r_neq0 binp.
apply: (mulfI d0); rewrite mulrA h mulfK // /ratio mulrBr mulr1 mulrCA divff // mulr1 //.
Qed.

Lemma prob_in i : \sum_(S : Om) unif S * (i \in S)%:R = ratio.
Proof.
have h := unif_sum; rewrite (bigID (fun S : Om => i \in S)) /= prob_notin in h.
rewrite (bigID (fun S : Om => i \in S)) /= [X in _ + X]big1 ?addr0; last first.
  by move=> S /negbTE ->; rewrite mulr0.
rewrite (eq_bigr (fun S => unif S)); last by move=> S ->; rewrite mulr1.
by move: h; set s := \sum_(_ | _) _; rlra.
Qed.

Definition rand_law : expectation Om := fin_expectation unif_ge0 unif_sum.

Definition randk (x : 'rV[R]_d) (S : Om) : 'rV[R]_d := \row_i ((i \in S)%:R * x 0 i).

Lemma Ex_in (c : 'I_d -> R) :
  Ex rand_law (fun S => \sum_i (i \in S)%:R * c i) = ratio * \sum_i c i.
Proof.
rewrite /=; under eq_bigr do rewrite big_distrr /=.
rewrite exchange_big /= big_distrr /=; apply: eq_bigr => i _.
under eq_bigr do rewrite mulrA.
by rewrite -big_distrl /= prob_in.
Qed.

Lemma randk_mean x : ExV rand_law (randk x) = ratio *: x.
Proof.
apply/rowP => i; rewrite !mxE /=; under eq_bigr do rewrite mxE mulrA.
by rewrite -big_distrl /= prob_in.
Qed.

Lemma randk_nsq x : Ex rand_law (fun S => nsq (randk x S)) = ratio * nsq x.
Proof.
rewrite nsqE -Ex_in; apply: eq_Ex => S; rewrite nsqE; apply: eq_bigr => i _.
by rewrite mxE; case: (i \in S); rewrite /= ?mulr1n ?mulr0n ?mul1r // !mul0r expr2 mul0r.
Qed.

Lemma randk_mean_nsq x : nsq (ExV rand_law (randk x)) = ratio ^+ 2 * nsq x.
Proof. by rewrite randk_mean nsqZ. Qed.

Lemma randk_err x : Ex rand_law (fun S => nsq (randk x S - x)) = (1 - ratio) * nsq x.
Proof.
have e S : nsq (randk x S - x) = nsq x - nsq (randk x S).
  rewrite !nsqE -sumrB; apply: eq_bigr => i _; rewrite !mxE.
  by case: (i \in S); rewrite /= ?mulr1n ?mulr0n ?mul1r ?mul0r; rring.
rewrite (eq_Ex rand_law e) (@ExB _ rand_law (fun=> nsq x) (fun S => nsq (randk x S))) //.
by rewrite Ex_cst randk_nsq mulrBl mul1r.
Qed.

Lemma randkD x y S : randk (x + y) S = randk x S + randk y S.
Proof. by apply/rowP => i; rewrite !mxE mulrDr. Qed.

Lemma randk_meanD x y :
  ExV rand_law (randk (x + y)) = ExV rand_law (randk x) + ExV rand_law (randk y).
Proof. by rewrite !randk_mean scalerDr. Qed.

(* s rand-k(v + n), the noise n ~ E independent of the set S ~ rand_law; s = 1 for *)
(* Lemma 10, s = d/k for Lemma 12                                                  *)
Section Composed.
Variables (Xi : Type) (E : expectation Xi) (v : 'rV[R]_d) (n : Xi -> 'rV[R]_d) (s : R).
Hypotheses (i1 : integV E n) (i2 : forall i, integ E (fun w => n w 0 i ^+ 2)).
Hypothesis n0 : ExV E n = 0.
Definition draw_law : expectation (Xi * Om) := prod_expectation E unif_ge0 unif_sum.
Definition draw (w : Xi * Om) := s *: randk (v + n w.1) w.2.
Definition draw_mean := (s * ratio) *: v.
Definition draw_noise w := draw w - draw_mean.

Let n0i i : Ex E (fun w => n w 0 i) = 0.
Proof. by move/rowP: n0 => /(_ i); rewrite !mxE. Qed.

Lemma draw_meanE : ExV draw_law draw = draw_mean.
Proof.
apply/rowP => i; rewrite !mxE /=.
have e S : Ex E (fun w => draw (w, S) 0 i) = s * ((i \in S)%:R * v 0 i).
  rewrite (eq_Ex E (Y := fun w => s * (i \in S)%:R * v 0 i + s * (i \in S)%:R * n w 0 i)).
    rewrite ExD ?Ex_cst ?ExZ ?n0i ?mulr0 ?addr0 ?mulrA //; [exact: integ_cst|exact: integZ].
  by move=> w; rewrite /draw !mxE /=; rring.
rewrite (eq_bigr (fun S => s * (unif S * (i \in S)%:R * v 0 i))).
  by rewrite -big_distrr -big_distrl /= prob_in mulrA.
by move=> S _; rewrite e; rring.
Qed.

Lemma draw_noise_nsq : Ex draw_law (fun w => nsq (draw_noise w)) =
  s ^+ 2 * ratio * ((1 - ratio) * nsq v + Ex E (fun w => nsq (n w))).
Proof.
pose e2 i := Ex E (fun w => n w 0 i ^+ 2).
have step S : Ex E (fun w => nsq (draw_noise (w, S))) =
    s ^+ 2 * \sum_i ((i \in S)%:R * (v 0 i ^+ 2 + e2 i - 2%:R * ratio * v 0 i ^+ 2) + ratio ^+ 2
      * v 0 i ^+ 2).
  pose c i := s ^+ 2 * ((i \in S)%:R * (v 0 i ^+ 2 - 2%:R * ratio * v 0 i ^+ 2) + ratio ^+ 2 * v
    0 i ^+ 2).
  pose c1 i := s ^+ 2 * ((i \in S)%:R * (2%:R * v 0 i - 2%:R * ratio * v 0 i)).
  pose c2 i := s ^+ 2 * (i \in S)%:R.
  rewrite (eq_Ex E (Y := fun w => \sum_i (c i + c1 i * n w 0 i + c2 i * n w 0 i ^+ 2))); last first.
    move=> w; rewrite nsqE; apply: eq_bigr => i _; rewrite /draw_noise /draw /draw_mean !mxE /c
      /c1 /c2.
    by case: (i \in S); rewrite /= ?mulr1n ?mulr0n ?mul1r ?mul0r; rring.
  have j i : integ E (fun w => c i + c1 i * n w 0 i).
    by apply: integD; [exact: integ_cst|exact: integZ].
  rewrite Ex_sum; last by move=> i; apply: integD => //; exact: integZ.
  rewrite big_distrr /=; apply: eq_bigr => i _.
  rewrite ExD //; last exact: integZ.
  rewrite ExD ?Ex_cst ?ExZ ?n0i //; [|exact: integ_cst|exact: integZ].
  by rewrite /c /c1 /c2 -/(e2 i); rring.
rewrite /=; under eq_bigr do rewrite step mulrCA.
rewrite -big_distrr /= -mulrA; congr (_ * _).
have -> : \sum_S unif S * (\sum_i ((i \in S)%:R * (v 0 i ^+ 2 + e2 i - 2%:R * ratio * v 0 i ^+ 2)
  + ratio ^+ 2 * v 0 i ^+ 2))
  = \sum_i (ratio * (v 0 i ^+ 2 + e2 i - 2%:R * ratio * v 0 i ^+ 2) + ratio ^+ 2 * v 0 i ^+ 2).
  under eq_bigr do rewrite big_distrr /=.
  rewrite exchange_big /=; apply: eq_bigr => i _.
  under eq_bigr do rewrite mulrDr mulrA.
  by rewrite big_split /= -!big_distrl /= prob_in unif_sum mul1r.
rewrite (eq_Ex E (Y := fun w => \sum_i n w 0 i ^+ 2)); last by move=> w; rewrite nsqE.
rewrite Ex_sum // nsqE big_distrr /= -big_split /= big_distrr /=.
by apply: eq_bigr => i _; rewrite -/(e2 i); rring.
Qed.

(* draw_noise bound of Lemmas 10 and 12, for every scaling s *)
Lemma draw_noise_le Mb sb2 : Ex E (fun w => nsq (n w)) <= Mb * nsq v + sb2 ->
  Ex draw_law (fun w => nsq (draw_noise w)) <=
    ((1 + Mb) * (d%:R / k%:R) - 1) * nsq draw_mean + s ^+ 2 * ratio * sb2.
Proof.
move=> h; rewrite draw_noise_nsq /draw_mean nsqZ.
have -> : d%:R / k%:R = ratio^-1 by rewrite /ratio invfM invrK mulrC.
have h1 : s ^+ 2 * ratio * Ex E (fun w => nsq (n w)) <= s ^+ 2 * ratio * (Mb * nsq v + sb2).
  by apply: ler_wpmul2l => //; apply: mulr_ge0; [exact: sqr_ge0|exact: ltW ratio_gt0].
have ri : ratio^-1 * ratio = 1 by rewrite mulVf // lt0r_neq0 // ratio_gt0.
have -> : ((1 + Mb) * ratio^-1 - 1) * ((s * ratio) ^+ 2 * nsq v) =
   (ratio^-1 * ratio) * ((1 + Mb) * s ^+ 2 * ratio * nsq v) - s ^+ 2 * ratio ^+ 2 * nsq v.
  by move: (ratio^-1) => i; rring.
by rewrite ri mul1r; move: h1; set A := Ex E _; rlra.
Qed.

(* bias: v + b = draw_mean, ||b||^2 = (1 - s ratio)^2 ||v||^2 *)
Lemma draw_bias : nsq (draw_mean - v) = (1 - s * ratio) ^+ 2 * nsq v.
Proof. by rewrite /draw_mean -nsqZ -nsqN opprB scalerBl scale1r. Qed.

End Composed.

End RandK.

(* the same as a field of oracles: G x = s rand-k(df x + n x) *)
Section Oracle.
Variables (d k : nat).
Local Notation V := 'rV[R]_d.+1.
Hypotheses (k0 : (0 < k)%N) (kd : (k <= d.+1)%N).
Variables (df : V -> V) (Xi : Type) (E : expectation Xi) (n : V -> Xi -> V) (s : R).
Hypothesis orc : biased_oracle E n.

Definition sparse x (w : Xi * {set 'I_d.+1}) : V := s *: randk (df x + n x w.1) w.2.
Local Notation r := (k%:R / d.+1%:R : R).

Lemma sparse_square : square_integrable (draw_law kd E) sparse.
Proof.
have [i1 i2 _] := orc; split=> x i => [S|S] /=.
  apply: (@eq_integ _ E (fun w => s * (i \in S)%:R * df x 0 i + s * (i \in S)%:R * n x w 0 i)).
    by move=> w; rewrite /sparse !mxE /=; rring.
  by apply: integD; [exact: integ_cst|apply: integZ; exact: i1].
pose c : R := s * (i \in S)%:R.
apply: (@eq_integ _ E (fun w => (c * df x 0 i) ^+ 2 +
   (2%:R * c ^+ 2 * df x 0 i * n x w 0 i + c ^+ 2 * n x w 0 i ^+ 2))).
  by move=> w; rewrite /sparse !mxE /c /=; move: (_ \in S) => t; rring.
apply: integD; first exact: integ_cst.
by apply: integD; apply: integZ; [exact: i1|exact: i2].
Qed.

Lemma sparse_mean x : mean_of (draw_law kd E) sparse x = (s * r) *: df x.
Proof.
have [i1 i2 n0] := orc.
exact: (draw_meanE k0 kd _ _ (i1 x) (n0 x)).
Qed.

Lemma sparse_bias x : bias_of df (draw_law kd E) sparse x = (s * r - 1) *: df x.
Proof. by rewrite /bias_of sparse_mean scalerBl scale1r. Qed.

Lemma sparse_noise x : Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) sparse x w)) =
  s ^+ 2 * r * ((1 - r) * nsq (df x) + Ex E (fun w => nsq (n x w))).
Proof.
have [i1 i2 n0] := orc; rewrite -(draw_noise_nsq k0 kd _ _ (i1 x) (i2 x) (n0 x)).
by apply: eq_Ex => w; rewrite /noise_of sparse_mean.
Qed.

Lemma sparse_second x : Ex (draw_law kd E) (fun w => nsq (sparse x w)) =
  s ^+ 2 * r * (nsq (df x) + Ex E (fun w => nsq (n x w))).
Proof.
have := noise_of_nsq sparse_square x; rewrite sparse_noise sparse_mean nsqZ.
set B := Ex E _; set A := Ex _ _; set q := nsq _; set p := r => h; clearbody A B q p.
by rewrite -[A](subrK ((s * p) ^+ 2 * q)) -h; rring.
Qed.
Lemma sparse_M Mb sb2 q : ((1 + Mb) * (d.+1%:R / k%:R) - 1) * ((s * r) ^+ 2 * q) + s ^+ 2 * r *
  sb2 =
  s ^+ 2 * r * ((1 - r) * q + (Mb * q + sb2)).
Proof.
have -> : d.+1%:R / k%:R = r^-1 by rewrite invfM invrK mulrC.
have ri : r^-1 * r = 1 by rewrite mulVf // lt0r_neq0 // (ratio_gt0 k0 kd).
have -> : ((1 + Mb) * r^-1 - 1) * ((s * r) ^+ 2 * q) =
   (r^-1 * r) * ((1 + Mb) * s ^+ 2 * r * q) - s ^+ 2 * r ^+ 2 * q.
  by move: (r^-1) => i; move: r => p; rring.
by rewrite ri; move: r => p; rring.
Qed.

Lemma sparse_noise_le Mb sb2 x : bounded_noise df E (fun=> 0) n Mb sb2 ->
  Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) sparse x w)) <=
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (mean_of (draw_law kd E) sparse x)
    + s ^+ 2 * r * sb2.
Proof.
move=> hN; rewrite sparse_noise sparse_mean nsqZ sparse_M.
apply: ler_wpmul2l; first by rewrite mulr_ge0 ?sqr_ge0 // ltW // (ratio_gt0 k0 kd).
by rewrite ler_add2l; have := noise_le hN x; rewrite addr0.
Qed.

Lemma sparse_noise_attained Mb sb2 x : Ex E (fun w => nsq (n x w)) = Mb * nsq (df x) + sb2 ->
  Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) sparse x w)) =
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (mean_of (draw_law kd E) sparse x)
    + s ^+ 2 * r * sb2.
Proof. by move=> e; rewrite sparse_noise sparse_mean nsqZ sparse_M e. Qed.

Lemma sparse_M_ge0 Mb : 0 <= Mb -> 0 <= (1 + Mb) * (d.+1%:R / k%:R) - 1 :> R.
Proof.
move=> Mb0; have kp : 0 < k%:R :> R by rewrite ltr0n.
have h : 1 <= d.+1%:R / k%:R :> R by rewrite ler_pdivl_mulr // mul1r ler_nat.
have := mulr_ge0 Mb0 (ltW (lt_le_trans ltr01 h)).
by rewrite mulrDl mul1r; move: h; move: (_ / _) => p; move: (Mb * p) => u; rlra.
Qed.
End Oracle.
