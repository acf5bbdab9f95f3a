(* R^d as row vectors: inner product and squared Euclidean norm.     *)
(*   dot u v == <u, v>          nsq u == ||u||^2 (Euclidean)                   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Vec.
Variable (d : nat).
Implicit Types (u v w : 'rV[R]_d) (a b : R).

Definition dot u v : R := \sum_i u 0 i * v 0 i.
Definition nsq u : R := dot u u.

Lemma dotC u v : dot u v = dot v u.
Proof. by apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDl u v w : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite -big_split /=; apply: eq_bigr => i _; rewrite mxE mulrDl. Qed.

Lemma dotZl a u v : dot (a *: u) v = a * dot u v.
Proof. by rewrite big_distrr /=; apply: eq_bigr => i _; rewrite mxE mulrA. Qed.

Lemma dotNl u v : dot (- u) v = - dot u v.
Proof. by rewrite -scaleN1r dotZl mulN1r. Qed.

Lemma dotDr u v w : dot w (u + v) = dot w u + dot w v.
Proof. by rewrite !(dotC w) dotDl. Qed.

Lemma dotZr a u v : dot u (a *: v) = a * dot u v.
Proof. by rewrite !(dotC u) dotZl. Qed.

Lemma dotNr u v : dot u (- v) = - dot u v.
Proof. by rewrite !(dotC u) dotNl. Qed.

Definition dotE := (dotDl, dotDr, dotZl, dotZr, dotNl, dotNr).

Lemma dot0l v : dot 0 v = 0.
Proof. by rewrite -(scale0r 0) dotZl mul0r. Qed.

Lemma nsq_ge0 u : 0 <= nsq u.
Proof. by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma nsqE u : nsq u = \sum_i u 0 i ^+ 2.
Proof. by apply: eq_bigr => i _; rewrite expr2. Qed.

Lemma nsq0 : nsq 0 = 0. Proof. exact: dot0l. Qed.

Lemma nsq_eq0 u : (nsq u == 0) = (u == 0).
Proof.
apply/eqP/eqP => [h|->]; last exact: nsq0.
apply/rowP => i; rewrite mxE; apply/eqP; rewrite -(@sqrf_eq0 _).
move/eqP: h; rewrite nsqE psumr_eq0; last by move=> j _; exact: sqr_ge0.
by move=> /allP /(_ i (mem_index_enum _)) /implyP /(_ isT).
Qed.

Lemma nsqD u v : nsq (u + v) = nsq u + 2%:R * dot u v + nsq v.
Proof. by rewrite /nsq !dotE (dotC v u); rring. Qed.

Lemma nsqN u : nsq (- u) = nsq u.
Proof. by rewrite /nsq !dotE opprK. Qed.

Lemma nsqB u v : nsq (u - v) = nsq u - 2%:R * dot u v + nsq v.
Proof. by rewrite nsqD nsqN dotNr; rring. Qed.

Lemma nsqZ a u : nsq (a *: u) = a ^+ 2 * nsq u.
Proof. by rewrite /nsq !dotE; rring. Qed.

(* ||a+b||^2 <= 2||a||^2 + 2||b||^2, the inequality quoted in Remark 1.        *)
Lemma nsqD_le u v : nsq (u + v) <= 2%:R * nsq u + 2%:R * nsq v.
Proof. have := nsq_ge0 (u - v); rewrite nsqB nsqD; rlra. Qed.

Lemma dot_le u v : 2%:R * dot u v <= nsq u + nsq v.
Proof. have := nsq_ge0 (u - v); rewrite nsqB; rlra. Qed.

(* Cauchy-Schwarz *)
Lemma CauchySchwarz u v : dot u v ^+ 2 <= nsq u * nsq v.
Proof.
have [/eqP|v0] := eqVneq (nsq v) 0.
  by rewrite nsq_eq0 => /eqP ->; rewrite dotC dot0l nsq0 mulr0 expr2 mul0r.
have vp : 0 < nsq v by rewrite lt_neqAle eq_sym v0 nsq_ge0.
have := nsq_ge0 (nsq v *: u - dot u v *: v).
rewrite nsqB !nsqZ dotZl dotZr => h.
have : 0 <= nsq v * (nsq u * nsq v - dot u v ^+ 2).
  by move: h; set a := nsq u; set b := nsq v; set c := dot u v => h; rlra.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

End Vec.
