(* Equation (9): for every x in R^d, d >= 1, and every rule for ties,             *)
(*   0 <= |top-k(x) - x|^2 <= (1 - k/d) |x|^2.                                     *)
(* Left, equality holds if and only if x has at most k entries other than 0;       *)
(* right, it holds if all |x_i| are equal.                                         *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector top_k satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem equation_9 d k (x : 'rV[R]_d) S : (0 < d)%N -> is_top k x S ->
  0 <= nsq (keep S x - x) <= (1 - k%:R / d%:R) * nsq x.
Proof. by move=> d0 tS; rewrite nsq_ge0 /=; exact: keep_err_le. Qed.

Theorem equation_9_tight_left d k (x : 'rV[R]_d) S : is_top k x S ->
  (nsq (keep S x - x) == 0) = (#|[set i | (x 0 i != 0)%R]| <= k)%N.
Proof. exact: keep_err0. Qed.

Theorem equation_9_tight_right d k (x : 'rV[R]_d) S c : (0 < d)%N -> is_top k x S ->
  (forall i, `|x 0 i| = c) -> nsq (keep S x - x) = (1 - k%:R / d%:R) * nsq x.
Proof. by move=> d0 [cS _]; exact: keep_err_flat. Qed.

Lemma flat_top d k : (k <= d)%N -> is_top k (const_mx 1 : 'rV[R]_d) (topset k (const_mx 1)).
Proof. exact: topset_top. Qed.

Lemma equation_9_satisfiable : satisfiable_by (@equation_9).
Proof. by exists 3%N, 2%N, (const_mx 1), (topset 2 (const_mx 1)), isT, (@flat_top 3 2 isT). Qed.

Lemma equation_9_tight_left_satisfiable : satisfiable_by (@equation_9_tight_left).
Proof. by exists 3%N, 2%N, (const_mx 1), (topset 2 (const_mx 1)), (@flat_top 3 2 isT). Qed.

Lemma equation_9_tight_right_satisfiable : satisfiable_by (@equation_9_tight_right).
Proof.
have h i : `|(const_mx 1 : 'rV[R]_3) 0 i| = 1 by rewrite mxE normr1.
by exists 3%N, 2%N, (const_mx 1), (topset 2 (const_mx 1)), 1, isT, (@flat_top 3 2 isT), h.
Qed.
