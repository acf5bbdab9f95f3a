(* Lemma 9: with any rule sel for ties, g = top-k(df) is a biased gradient oracle  *)
(* without noise, of bias                                                          *)
(*   |b|^2 <= (1 - k/d) |df|^2,  that is m = 1 - k/d, zeta2 = 0,  for 1 <= k <= d.   *)
(* m is the least possible: for f = |x|^2 no smaller m serves, with any zeta2.      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle top_k satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* the oracle's dimension is d.+1; df is any field, a gradient or not *)
Theorem lemma_9 d k (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) :
  (0 < k)%N -> (forall v, is_top k v (sel v)) ->
  gradient_oracle df sure (fun x _ => keep (sel (df x)) (df x)) 0 0 (1 - k%:R / d.+1%:R) 0.
Proof.
move=> k0 tsel; have kd := is_top_le (tsel 0).
have dp : 0 < d.+1%:R :> R by rewrite ltr0n.
have p0 : 0 < k%:R / d.+1%:R :> R by rewrite divr_gt0 ?ltr0n.
have p1 : k%:R / d.+1%:R <= 1 :> R by rewrite ler_pdivr_mulr // mul1r ler_nat.
apply: (gradient_oracle_of (square_integrable_sure _)); rewrite ?subr_ge0 ?ltr_subl_addl
  ?ltr_addr //.
- by move=> x; rewrite Ex_sure /noise_of /mean_of ExV_sure subrr nsq0 mul0r addr0.
- by move=> x; rewrite /bias_of /mean_of ExV_sure addr0; exact: keep_err_le.
Qed.

Theorem lemma_9_sharp d k (sel : 'rV[R]_d.+1 -> {set 'I_d.+1}) m z2 :
  (forall v, is_top k v (sel v)) ->
  bounded_bias (fun x => 2%:R *: x)
    (fun x : 'rV[R]_d.+1 => keep (sel (2%:R *: x)) (2%:R *: x) - 2%:R *: x) m z2 ->
  1 - k%:R / d.+1%:R <= m.
Proof.
move=> tsel [_ _ _ h]; apply: (@slope_le _ _ z2) => q q0.
pose c := Num.sqrt (q / d.+1%:R); pose x : 'rV[R]_d.+1 := const_mx (c / 2%:R).
have e : 2%:R *: x = const_mx c by apply/rowP => i; rewrite !mxE mulrC divfK ?pnatr_eq0.
have p : 0 <= q / d.+1%:R by apply: divr_ge0; rewrite ?ler0n.
have c2 : c ^+ 2 = q / d.+1%:R by rewrite /c (sqr_sqrtr p).
have nq : nsq (const_mx c : 'rV[R]_d.+1) = q.
  rewrite nsqE (eq_bigr (fun=> c ^+ 2)); last by move=> i _; rewrite mxE.
  by rewrite sumr_const card_ord c2 -[_ *+ _]mulr_natr divfK // pnatr_eq0.
have flat i : `|(const_mx c : 'rV[R]_d.+1) 0 i| = `|c| by rewrite mxE.
have [cS _] := tsel (const_mx c).
by have := h x; rewrite e (keep_err_flat _ cS flat) // nq.
Qed.

Lemma lemma_9_satisfiable : satisfiable_by (@lemma_9).
Proof.
have t v := @topset_top 3 2 v isT.
by exists 2%N, 2%N, (fun x => 2%:R *: x), (topset 2), isT, t.
Qed.

Lemma lemma_9_sharp_satisfiable : satisfiable_by (@lemma_9_sharp).
Proof.
have t v := @topset_top 3 2 v isT.
have [_ _ h] := @lemma_9 2 2 (fun x => 2%:R *: x) (topset 2) isT t.
exists 2%N, 2%N, (topset 2), (1 - 2%:R / 3%:R), 0, t.
suff h' : bounded_bias (fun x : 'rV[R]_3 => 2%:R *: x) (fun x : 'rV[R]_3 =>
  keep (topset 2 (2%:R *: x)) (2%:R *: x) - 2%:R *: x) (1 - 2%:R / 3%:R) 0 by exists h'.
case: h => h0 h1 h2 h3; split=> // x.
by have := h3 x; rewrite /bias_of /mean_of ExV_sure.
Qed.
