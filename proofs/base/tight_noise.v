(* An unbiased noise that attains its bound everywhere: a fair coin adds or        *)
(* subtracts sqrt(M |df x|^2 + s2) times the first unit vector.                     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section TightNoise.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (df : V -> V) (M s2 : R).
Hypotheses (M0 : 0 <= M) (s0 : 0 <= s2).

Definition tight_noise (x : V) (w : bool) : V :=
  ((if w then 1 else -1) * Num.sqrt (M * nsq (df x) + s2)) *: @unit0 d.

Lemma tight_noise_oracle : biased_oracle coin tight_noise.
Proof.
split=> // x; apply/rowP => i; rewrite !mxE Ex_coin !mxE.
by move: (Num.sqrt _) (_%:R) => a c; rlra.
Qed.

Lemma tight_noise_nsq x : Ex coin (fun w => nsq (tight_noise x w)) = M * nsq (df x) + s2.
Proof.
have p : 0 <= M * nsq (df x) + s2 by rewrite addr_ge0 // mulr_ge0 // nsq_ge0.
rewrite Ex_coin !nsqZ !exprMn (sqr_sqrtr p) nsq_unit0.
by move: (M * _ + _) => a; rlra.
Qed.

Lemma tight_noise_bounded : bounded_noise df coin (fun=> 0) tight_noise M s2.
Proof. by split=> // x; rewrite tight_noise_nsq addr0. Qed.
End TightNoise.
