(* A concrete case, on which the theorems' hypotheses are shown to be            *)
(* satisfiable: f = |x|^2 in R^(d+1), the bias x (a half of the gradient), and    *)
(* for noise a fair coin that adds or subtracts the first unit vector.            *)
(*   L = mu = 2, M = 1, sigma2 = 1, m = 1/4, zeta2 = 1                            *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition coin_weight (w : bool) : R := 2%:R^-1.

Lemma coin_ge0 w : 0 <= coin_weight w.
Proof. by rewrite /coin_weight invr_ge0 ler0n. Qed.

Lemma coin_sum : \sum_w coin_weight w = 1.
Proof. by rewrite big_bool /coin_weight /=; rfield. Qed.

Definition coin : expectation bool := fin_expectation coin_ge0 coin_sum.

Lemma Ex_coin X : Ex coin X = (X true + X false) / 2%:R.
Proof. by rewrite /Ex /= big_bool /coin_weight /=; rfield. Qed.

Section Witness.
Variable d : nat.
Local Notation V := 'rV[R]_d.+1.

Definition unit0 : V := \row_i (i == 0)%:R.
Definition w_noise (x : V) (w : bool) : V := (if w then 1 else -1) *: unit0.
Definition w_bias (x : V) : V := x.

Lemma nsq_unit0 : nsq unit0 = 1.
Proof.
rewrite nsqE (bigD1 0) //= big1 => [|i /negPf ni]; first by rewrite mxE eqxx expr1n addr0.
by rewrite mxE ni expr0n.
Qed.

Lemma w_smooth : smooth (fun x : V => nsq x) (fun x => 2%:R *: x) 2%:R.
Proof.
split; [exact: gradient_nsq|by rewrite ltr0n|move=> x y].
rewrite nsqB dotZl dotDr dotNr -/(nsq x) (dotC x y).
by move: (nsq x) (nsq y) (dot y x) => a c e; rlra.
Qed.

Lemma w_PL : PL (fun x : V => nsq x) (fun x => 2%:R *: x) 2%:R 0.
Proof. by split=> [|x]; [rewrite ltr0n|rewrite nsqZ; rlra]. Qed.

Lemma w_min (x : V) : 0 <= nsq x. Proof. exact: nsq_ge0. Qed.

Lemma w_oracle : biased_oracle coin w_noise.
Proof.
split=> // x; apply/rowP => i; rewrite !mxE Ex_coin !mxE.
by move: (_%:R) => a; rlra.
Qed.

Lemma w_bounded_noise :
  bounded_noise (fun x : V => 2%:R *: x) coin w_bias w_noise 1 1.
Proof.
split; rewrite ?ler01 // => x; rewrite Ex_coin /w_noise !nsqZ nsq_unit0.
by have := nsq_ge0 (2%:R *: x + w_bias x); move: (nsq _) => a; rlra.
Qed.

Lemma w_bounded_bias : bounded_bias (fun x : V => 2%:R *: x) w_bias 4%:R^-1 1.
Proof.
split; rewrite ?invr_ge0 ?ler0n ?ler01 //; first by rlra.
by move=> x; rewrite nsqZ /w_bias; move: (nsq x) => a; rlra.
Qed.

(* 1 / ((M + 1) L) = 1/4 *)
Lemma w_step : 4%:R^-1 <= ((1 + 1) * 2%:R)^-1 :> R.
Proof. by rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_^-1); rlra. Qed.

Lemma w_step_gt0 : 0 < 4%:R^-1 :> R. Proof. by rewrite invr_gt0 ltr0n. Qed.
End Witness.
