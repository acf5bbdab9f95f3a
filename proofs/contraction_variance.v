(* The noise of a delta-compressor.  For C in C(delta), g = C(df) has                  *)
(*   E|n|^2 <= (1/delta - 1) |df + b|^2,   |b|^2 <= (1 - delta) |df|^2:                   *)
(* M = 1/delta - 1, sigma2 = 0, m = 1 - delta, zeta2 = 0.  No smaller M serves every C,   *)
(* whatever sigma2: C(v) = v with probability delta, else 0.                              *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle satisfiable witness.
From Biasbound Require Import definition_2.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem contraction_variance d Om (E : expectation Om) (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1)
    delta df : compressor E C delta ->
  gradient_oracle df E (compressed C df) (delta^-1 - 1) 0 (1 - delta) 0.
Proof.
move=> cC; have [i1 i2] := compressor_square cC; have d0 := compressor_gt0 cC.
have d1 := compressor_le1 cC; have sq : square_integrable E (compressed C df).
  by split=> x; [exact: i1|exact: i2].
have [_ _ _ hB] := definition_2 df cC; have ip : 0 < delta^-1 by rewrite invr_gt0.
have hM : 0 <= delta^-1 - 1.
  by rewrite subr_ge0 -(mulVf (lt0r_neq0 d0)) -[X in _ <= X]mulr1 ler_pmul2l.
have [m0 m1] : 0 <= 1 - delta /\ 1 - delta < 1 by split; rlra.
apply: (gradient_oracle_of sq) => // x.
rewrite addr0 -(mean_of_bias df).
have := compressor_le cC (df x); rewrite (error_of_nsq sq) -/(bias_of df E (compressed C df) x).
have := nsq_ge0 ((1 - delta) *: df x + bias_of df E (compressed C df) x).
move: (bias_of _ _ _ x) => b; rewrite !nsqD nsqZ dotZl.
move: (nsq (df x)) (dot (df x) b) (nsq b) (Ex E _) => a c q N h1 h2.
have e : delta^-1 * delta = 1 by rewrite mulVf // lt0r_neq0.
have := mulr_ge0 (ltW ip) h1.
have -> : delta^-1 * ((1 - delta) ^+ 2 * a + 2%:R * ((1 - delta) * c) + q) =
  delta^-1 * (a + 2%:R * c + q) - (delta^-1 * delta) * (2%:R * a + 2%:R * c)
   + (delta^-1 * delta) * delta * a.
  by move: (delta^-1) => i; clear; rring.
by rewrite e; move: h2; move: (delta^-1) => i; clear; rlra.
Qed.

(* v with probability delta, else 0 *)
Definition all_or_nothing d (v : 'rV[R]_d.+1) (w : bool) : 'rV[R]_d.+1 := if w then v else 0.

Section BiasedCoin.
Variables (p : R) (p0 : 0 <= p) (p1 : p <= 1).
Definition biased_weight (w : bool) : R := if w then p else 1 - p.
Lemma biased_weight_ge0 w : 0 <= biased_weight w.
Proof. by case: w => //=; rewrite subr_ge0. Qed.
Lemma biased_weight_sum : \sum_w biased_weight w = 1.
Proof. by rewrite big_bool /= addrC subrK. Qed.
Definition biased_coin : expectation bool := fin_expectation biased_weight_ge0 biased_weight_sum.
Lemma Ex_biased_coin X : Ex biased_coin X = p * X true + (1 - p) * X false.
Proof. by rewrite /Ex /= big_bool. Qed.
End BiasedCoin.

Lemma quarter_le1 : 4%:R^-1 <= 1 :> R. Proof. rlra. Qed.

Theorem contraction_variance_sharp d delta (d0 : 0 < delta) (d1 : delta <= 1) :
  exists E : expectation bool, compressor E (@all_or_nothing d) delta /\
    forall M s2 (df := fun x : 'rV[R]_d.+1 => 2%:R *: x) (G := compressed (@all_or_nothing d) df),
      bounded_noise df E (bias_of df E G) (noise_of E G) M s2 -> delta^-1 - 1 <= M.
Proof.
exists (biased_coin (ltW d0) d1).
have sq C : square_integrable (biased_coin (ltW d0) d1) C by split.
have cC : compressor (biased_coin (ltW d0) d1) (@all_or_nothing d) delta.
  split=> // v; rewrite Ex_biased_coin /all_or_nothing /= subrr nsq0 sub0r nsqN.
  by rewrite mulr0 add0r.
split=> // M s2 df G [_ _ h].
have mE x : mean_of (biased_coin (ltW d0) d1) G x = delta *: df x.
  apply/rowP => i; rewrite !mxE Ex_biased_coin /G /compressed /all_or_nothing !mxE.
  by rewrite mulr0 addr0.
have nE x : Ex (biased_coin (ltW d0) d1) (fun w => nsq (noise_of (biased_coin (ltW d0) d1) G x w)) =
    delta * (1 - delta) * nsq (df x).
  rewrite (noise_of_nsq (sq _ G)) mE nsqZ Ex_biased_coin /G /compressed /all_or_nothing nsq0.
  by move: (nsq _) => q; rring.
have {}h q : 0 <= q -> delta * (1 - delta) * q <= M * delta ^+ 2 * q + s2.
  move=> q0; have [x ex] : exists x : 'rV[R]_d.+1, nsq x = q / 4%:R.
    by apply: nsq_onto; rewrite divr_ge0 ?ler0n.
  have e4 : 2%:R ^+ 2 = 4%:R :> R by rewrite -natrX.
  have eq : nsq (df x) = q by rewrite nsqZ ex e4 mulrC divfK ?pnatr_eq0.
  by have := h x; rewrite nE mean_of_bias mE (nsqZ delta) eq mulrA.
have := slope_le h; rewrite -(ler_pmul2r (exprn_gt0 2 d0)) => k.
apply: le_trans k; rewrite expr2 mulrBl mulrA mulVf ?lt0r_neq0 // !mul1r.
by rewrite mulrBr mulr1.
Qed.

(* M = 0, at any delta < 1, is false of a random C, whatever sigma2 *)
Theorem table_1_compressed_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df Om (E : expectation Om) C delta, gradient f df ->
       compressor E C delta -> gradient_oracle df E (compressed C df) 0 0 (1 - delta) 0).
Proof.
have d0 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have d1 : 2%:R^-1 <= 1 :> R by rlra.
have [E [cC h]] := contraction_variance_sharp 0 d0 d1.
move=> /(_ _ _ _ _ _ _ _ (@gradient_nsq 0) cC) [_ hN _].
by have := h _ _ hN; rewrite invrK => k; rlra.
Qed.

(* the row's correction, and the row as printed for C without randomness *)
Theorem table_1_compressed d Om (E : expectation Om) (C : 'rV[R]_d.+1 -> Om -> 'rV[R]_d.+1)
    delta df : compressor E C delta ->
  gradient_oracle df E (compressed C df) (delta^-1 - 1) 0 (1 - delta) 0.
Proof. exact: contraction_variance. Qed.

Theorem table_1_compressed_deterministic d (C : 'rV[R]_d.+1 -> unit -> 'rV[R]_d.+1) delta df :
  compressor sure C delta -> gradient_oracle df sure (compressed C df) 0 0 (1 - delta) 0.
Proof.
move=> cC; have [o1 o2 o3] := contraction_variance df cC; split=> //; split=> // x.
by rewrite Ex_sure /noise_of /mean_of ExV_sure subrr nsq0 mul0r addr0.
Qed.

Lemma contraction_variance_satisfiable : satisfiable_by (@contraction_variance).
Proof.
have [E [cC _]] := contraction_variance_sharp 2 (w_step_gt0 : 0 < 4%:R^-1) quarter_le1.
by exists 2%N, bool, E, (@all_or_nothing 2), 4%:R^-1, (fun x => 2%:R *: x), cC.
Qed.

Lemma contraction_variance_sharp_satisfiable : satisfiable_by (@contraction_variance_sharp).
Proof. by exists 2%N, 4%:R^-1, w_step_gt0, quarter_le1. Qed.

Lemma table_1_compressed_satisfiable : satisfiable_by (@table_1_compressed).
Proof. exact: contraction_variance_satisfiable. Qed.

Lemma table_1_compressed_deterministic_satisfiable :
  satisfiable_by (@table_1_compressed_deterministic).
Proof. by eexists; eexists; eexists; exists (fun x => 2%:R *: x), top_2_compressor. Qed.
