(* Definition 4, rand-k: (rand-k(x))_i = x_i for i in S, else 0, where S is         *)
(* uniform in the subsets of {1, ..., d} of k elements ("Omega_l" in print is        *)
(* Omega_k).  The law is uniform: each set of k elements has probability             *)
(* 1/binomial(d, k), any other 0; so each index is kept with probability k/d.        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation rand_k satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* rand_law kd is the law of S, randk x S the vector *)
Theorem definition_4 d k (kd : (k <= d)%N) (x : 'rV[R]_d) (T : {set 'I_d}) :
  (forall i, randk x T 0 i = if i \in T then x 0 i else 0) /\
  Ex (rand_law kd) (fun S => (S == T)%:R) = if #|T| == k then 'C(d, k)%:R^-1 else 0.
Proof.
split=> [i|]; first by rewrite mxE; case: (i \in T); rewrite /= ?mul1r ?mul0r.
rewrite /= (bigD1 T) //= eqxx mulr1 big1 ?addr0 // => S /negbTE ->.
by rewrite mulr0.
Qed.

Theorem definition_4_kept d k (kd : (k <= d)%N) (i : 'I_d) : (0 < k)%N ->
  Ex (rand_law kd) (fun S => (i \in S)%:R) = k%:R / d%:R.
Proof. by move=> k0; exact: prob_in. Qed.

Lemma definition_4_satisfiable : satisfiable_by (@definition_4).
Proof. by exists 3%N, 2%N, isT, (const_mx 1), [set 0; 1]. Qed.

Lemma definition_4_kept_satisfiable : satisfiable_by (@definition_4_kept).
Proof. by exists 3%N, 2%N, isT, 0, isT. Qed.
