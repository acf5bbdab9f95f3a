(* Table 1, rows 1 to 3 (row 7, compressed gradient: contraction_variance.v).           *)
(* Row 1, top-k(df):        M = 0, sigma2 = 0, 1 - m = k/d, zeta2 = 0: as printed.         *)
(* Row 2, rand-k(df):       M = d/k - 1 is attained everywhere; the printed M = 0 is false *)
(*                          for k < d, at every point where df is not 0.                  *)
(* Row 3, rand-k(df + n):   M = (1 + Mb) d/k - 1, sigma2 = (k/d) sb2, 1 - m = k/d: true,   *)
(*                          and m = (1 - k/d)^2 too.                                      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle top_k rand_k satisfiable witness.
From Biasbound Require Import lemma_9 lemma_10.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem table_1_top_k d k (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) :
  (0 < k)%N -> (forall v, is_top k v (sel v)) ->
  gradient_oracle df sure (fun x _ => keep (sel (df x)) (df x)) 0 0 (1 - k%:R / d.+1%:R) 0.
Proof. exact: lemma_9. Qed.

Section RandK.
Variables (d k : nat) (kd : (k <= d.+1)%N) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1).
Hypothesis k0 : (0 < k)%N.
Local Notation G := (fun y : 'rV[R]_d.+1 => randk (df y)).

Lemma rand_k_square : square_integrable (rand_law kd) G. Proof. by split. Qed.

Lemma rand_k_meanE x : mean_of (rand_law kd) G x = (k%:R / d.+1%:R) *: df x.
Proof. exact: randk_mean. Qed.

Lemma rand_k_attained x : Ex (rand_law kd) (fun S => nsq (noise_of (rand_law kd) G x S)) =
  (d.+1%:R / k%:R - 1) * nsq (mean_of (rand_law kd) G x).
Proof.
rewrite (noise_of_nsq rand_k_square) randk_nsq // rand_k_meanE nsqZ.
have := @sparse_M d k k0 kd 1 0 0 (nsq (df x)).
rewrite !mulr0 mul0r !addr0 !mul1r expr1n mul1r => ->.
by rewrite /ratio; move: (_ / _) (nsq _) => r q; rring.
Qed.
End RandK.

Theorem table_1_rand_k d k (kd : (k <= d.+1)%N) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) : (0 < k)%N ->
  gradient_oracle df (rand_law kd) (fun x => randk (df x))
    (d.+1%:R / k%:R - 1) 0 ((1 - k%:R / d.+1%:R) ^+ 2) 0.
Proof.
move=> k0; have r0 := ratio_gt0 k0 kd; have r1 := ratio_le1 k0 kd.
have M0 : 0 <= d.+1%:R / k%:R - 1 :> R.
  by have := @sparse_M_ge0 d k k0 kd 0 (lexx 0); rewrite addr0 mul1r.
have m1 : (1 - k%:R / d.+1%:R) ^+ 2 < 1 :> R.
  by rewrite expr_lt1 ?subr_ge0 // ltr_subl_addl ltr_addr.
apply: (gradient_oracle_of (rand_k_square kd df)) => // [|x|x]; first exact: sqr_ge0.
  by rewrite addr0 rand_k_attained.
rewrite addr0 /bias_of rand_k_meanE // -[X in _ - X]scale1r -scalerBl nsqZ.
by rewrite -sqrrN opprB.
Qed.

Theorem table_1_rand_k_attained d k (kd : (k <= d.+1)%N) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) x :
  (0 < k)%N ->
  Ex (rand_law kd) (fun S => nsq (noise_of (rand_law kd) (fun y => randk (df y)) x S)) =
    (d.+1%:R / k%:R - 1) * nsq (mean_of (rand_law kd) (fun y => randk (df y)) x).
Proof. by move=> k0; exact: rand_k_attained. Qed.

(* M = 0 and sigma2 = 0 fail wherever df is not 0, for every k < d *)
Theorem table_1_rand_k_noisy d k (kd : (k <= d.+1)%N) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) x :
  (0 < k < d.+1)%N -> df x != 0 ->
  ~ bounded_noise df (rand_law kd) (bias_of df (rand_law kd) (fun y => randk (df y)))
      (noise_of (rand_law kd) (fun y => randk (df y))) 0 0.
Proof.
move=> /andP[k0 kltd] dx [_ _ /(_ x)]; rewrite mul0r addr0 rand_k_attained // rand_k_meanE // nsqZ.
have r0 := ratio_gt0 k0 kd.
have p : 0 < (k%:R / d.+1%:R) ^+ 2 * nsq (df x).
  by rewrite mulr_gt0 ?exprn_gt0 // lt_neqAle nsq_ge0 andbT eq_sym nsq_eq0.
rewrite pmulr_lle0 // subr_le0 ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
by rewrite leqNgt kltd.
Qed.

Theorem table_1_rand_k_printed_false :
  ~ (forall d k (kd : (k <= d.+1)%N) (f : 'rV[R]_d.+1 -> R) df, (0 < k)%N -> gradient f df ->
      gradient_oracle df (rand_law kd) (fun x => randk (df x)) 0 0 (1 - k%:R / d.+1%:R) 0).
Proof.
move=> /(_ 1%N 1%N isT _ _ isT (@gradient_nsq 1)) [_ hN _].
apply: (table_1_rand_k_noisy _ _ hN (x := const_mx 1)) => //.
by apply/eqP => /rowP /(_ 0); rewrite !mxE mulr1 => /eqP; rewrite pnatr_eq0.
Qed.

Theorem table_1_rand_k_stochastic d k (kd : (k <= d.+1)%N) df Xi (E : expectation Xi) n Mb sb2 :
  (0 < k)%N -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  gradient_oracle df (draw_law kd E) (rand_k_of df n)
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) (k%:R / d.+1%:R * sb2) (1 - k%:R / d.+1%:R) 0 /\
  gradient_oracle df (draw_law kd E) (rand_k_of df n)
    ((1 + Mb) * (d.+1%:R / k%:R) - 1) (k%:R / d.+1%:R * sb2) ((1 - k%:R / d.+1%:R) ^+ 2) 0.
Proof. by move=> k0 orc hN; split; [exact: lemma_10_printed|exact: lemma_10]. Qed.

Lemma table_1_top_k_satisfiable : satisfiable_by (@table_1_top_k).
Proof. exact: lemma_9_satisfiable. Qed.

Lemma table_1_rand_k_satisfiable : satisfiable_by (@table_1_rand_k).
Proof. by exists 2%N, 2%N, isT, (fun x => 2%:R *: x), isT. Qed.

Lemma table_1_rand_k_attained_satisfiable : satisfiable_by (@table_1_rand_k_attained).
Proof. by exists 2%N, 2%N, isT, (fun x => 2%:R *: x), (const_mx 1), isT. Qed.

Lemma table_1_rand_k_noisy_satisfiable : satisfiable_by (@table_1_rand_k_noisy).
Proof.
have u : @unit0 2 != 0 by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
by exists 2%N, 2%N, isT, id, (@unit0 2), isT, u.
Qed.

Lemma table_1_rand_k_stochastic_satisfiable : satisfiable_by (@table_1_rand_k_stochastic).
Proof. exact: lemma_10_satisfiable. Qed.
