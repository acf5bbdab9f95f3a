(* Section 3.2: the expected oracle is aligned with the gradient. Without additive bias,   *)
(*   <df x, E g(x)> >= (1 - sqrt m)|df x|^2,   > 0 where df x != 0                          *)
(* (section_3_alignment), an equality for the bias - sqrt(m) df (.._sharp). With zeta2,     *)
(*   <df x, E g(x)> >= ((1 - m)|df x|^2 - zeta2)/2          (.._additive).                  *)
(* The printed "> 0" needs df x != 0 (.._printed_false).                                    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import one_step extremal.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem section_3_alignment d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) b n m x :
  biased_oracle E n -> bounded_bias df b m 0 ->
  (1 - Num.sqrt m) * nsq (df x) <= dot (df x) (ExV E (oracle df b n x)) /\
  (df x != 0 -> 0 < dot (df x) (ExV E (oracle df b n x))).
Proof.
move=> orc hB; rewrite ExV_oracle // dotDr -/(nsq (df x)).
have m0 := bias_m0 hB; have e := sqr_sqrtr m0; have s0 := sqrtr_ge0 m.
have hb := bias_le hB x; rewrite addr0 in hb.
have k : (1 - Num.sqrt m) * nsq (df x) <= nsq (df x) + dot (df x) (b x).
  have : `|dot (df x) (b x)| <= Num.sqrt m * nsq (df x).
    rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?nsq_ge0 // real_normK ?num_real //.
    apply: le_trans (CauchySchwarz _ _) _; rewrite exprMn e expr2 mulrA (mulrC m) -mulrA.
    by apply: ler_wpmul2l; [exact: nsq_ge0|exact: hb].
  rewrite ler_norml => /andP[h _]; move: h.
  by move: (nsq _) (dot _ _) (Num.sqrt m) => a c s; rlra.
split=> // dx; apply: lt_le_trans k; rewrite mulr_gt0 //.
  by rewrite subr_gt0 -[X in _ < X]sqrtr1 ltr_sqrt ?ltr01 // (bias_m1 hB).
by rewrite lt_neqAle eq_sym nsq_eq0 dx nsq_ge0.
Qed.

Theorem section_3_alignment_sharp d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) m :
  0 <= m -> m < 1 -> let b x := - Num.sqrt m *: df x in
  bounded_bias df b m 0 /\ forall x, dot (df x) (df x + b x) = (1 - Num.sqrt m) * nsq (df x).
Proof.
move=> m0 m1 b; split=> [|x]; first by split=> // x; rewrite nsqZ sqrrN (sqr_sqrtr m0) addr0.
by rewrite /b dotDr dotZr -/(nsq _); move: (nsq _) (Num.sqrt _) => a s; rlra.
Qed.

Theorem section_3_alignment_additive d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi)
    b n m z2 x :
  biased_oracle E n -> bounded_bias df b m z2 ->
  ((1 - m) * nsq (df x) - z2) / 2%:R <= dot (df x) (ExV E (oracle df b n x)).
Proof.
move=> orc hB; rewrite ExV_oracle // dotDr -/(nsq (df x)).
have hb := bias_le hB x; have := nsq_ge0 (df x + b x); rewrite nsqD.
by move: hb; move: (nsq (b x)) (nsq _) (dot _ _) => q a c; rlra.
Qed.

Theorem section_3_alignment_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n m x,
      smooth f df L -> biased_oracle E n -> bounded_bias df b m 0 ->
      0 < dot (df x) (ExV E (oracle df b n x))).
Proof.
move=> H; pose df := @dquad 0 1; pose b (x : 'rV[R]_1) : 'rV[R]_1 := 0.
have hB : bounded_bias df b 0 0.
  by split; rewrite ?ltr01 // => x; rewrite /b nsq0 mul0r add0r.
have orc := coin_noise_oracle df 0 0 b.
have := H _ _ _ _ _ _ _ _ _ 0 (smooth_quad 0 ltr01) orc hB.
by rewrite /df /dquad scaler0 dot0l ltxx.
Qed.

Section Witness.
Let df := @dquad 0 2%:R.
Let b := extremal_bias df 4%:R^-1 0 (fun=> unit0 0).
Let hB : bounded_bias df b 4%:R^-1 0.
Proof. by apply: extremal_bounded_bias; [rlra|rlra|move=> ?; exact: nsq_unit0|rlra]. Qed.

Lemma section_3_alignment_satisfiable : satisfiable_by (@section_3_alignment).
Proof.
exists 0%N, df, bool, coin, b, (coin_noise df 1 1 b), 4%:R^-1, (unit0 0).
by exists (coin_noise_oracle df 1 1 b), hB.
Qed.

Lemma section_3_alignment_sharp_satisfiable : satisfiable_by (@section_3_alignment_sharp).
Proof. by exists 0%N, df, 4%:R^-1; do 2! (unshelve eexists; [by rlra|]). Qed.

Lemma section_3_alignment_additive_satisfiable : satisfiable_by (@section_3_alignment_additive).
Proof.
exists 0%N, df, bool, coin, b, (coin_noise df 1 1 b), 4%:R^-1, 0, (unit0 0).
by exists (coin_noise_oracle df 1 1 b), hB.
Qed.
End Witness.
