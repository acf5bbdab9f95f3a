(* Equations (10), (11) and (12), the moments of rand-k in R^d, 1 <= k <= d:        *)
(*   E |rand-k(x) - x|^2 = (1 - k/d) |x|^2,      E rand-k(x) = (k/d) x,              *)
(*   E rand-k(a + b) = E rand-k(a) + E rand-k(b), and even without expectations for  *)
(*   one and the same set of indices,                                                *)
(*   |E rand-k(x)|^2 = (k/d)^2 |x|^2,            E |rand-k(x)|^2 = (k/d) |x|^2.       *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation rand_k satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem equation_10 d k (kd : (k <= d)%N) (x : 'rV[R]_d) : (0 < k)%N ->
  Ex (rand_law kd) (fun S => nsq (randk x S - x)) = (1 - k%:R / d%:R) * nsq x /\
  ExV (rand_law kd) (randk x) = (k%:R / d%:R) *: x.
Proof. by move=> k0; split; [exact: randk_err|exact: randk_mean]. Qed.

Theorem equation_11 d k (kd : (k <= d)%N) (a b : 'rV[R]_d) : (0 < k)%N ->
  ExV (rand_law kd) (randk (a + b)) = ExV (rand_law kd) (randk a) + ExV (rand_law kd) (randk b).
Proof. by move=> k0; exact: randk_meanD. Qed.

Theorem equation_11_one_set d (a b : 'rV[R]_d) S : randk (a + b) S = randk a S + randk b S.
Proof. exact: randkD. Qed.

Theorem equation_12 d k (kd : (k <= d)%N) (x : 'rV[R]_d) : (0 < k)%N ->
  nsq (ExV (rand_law kd) (randk x)) = (k%:R / d%:R) ^+ 2 * nsq x /\
  Ex (rand_law kd) (fun S => nsq (randk x S)) = k%:R / d%:R * nsq x.
Proof. by move=> k0; split; [exact: randk_mean_nsq|exact: randk_nsq]. Qed.

Lemma equation_10_satisfiable : satisfiable_by (@equation_10).
Proof. by exists 3%N, 2%N, isT, (const_mx 1), isT. Qed.
Lemma equation_11_satisfiable : satisfiable_by (@equation_11).
Proof. by exists 3%N, 2%N, isT, (const_mx 1), (const_mx 2%:R), isT. Qed.
Lemma equation_11_one_set_satisfiable : satisfiable_by (@equation_11_one_set).
Proof. by exists 3%N, (const_mx 1), (const_mx 2%:R), [set 0]. Qed.
Lemma equation_12_satisfiable : satisfiable_by (@equation_12).
Proof. by exists 3%N, 2%N, isT, (const_mx 1), isT. Qed.
