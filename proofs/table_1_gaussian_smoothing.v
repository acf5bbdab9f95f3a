(* Table 1, row 4, Gaussian smoothing. For f with an L-Lipschitz gradient the row *)
(* as printed holds,                                                              *)
(*   M = 4(d+4), sigma2 = 3 tau^2 L^2 (d+4)^3, m = 0, zeta2 = (tau^2/4) L^2 (d+3)^3, *)
(* and so does the row with zeta2 = d tau^2 L^2; for f that satisfies only (3) it *)
(* does not. Here d + 1 stands for d.                                             *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
From Biasbound.base Require Import lipschitz_gradient smoothing satisfiable.
From Biasbound Require Import lemma_13 gaussian_smoothing_sharp_bias.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem table_1_gaussian_smoothing d (f : 'rV[R]_d.+1 -> R) df L tau :
  lipschitz_gradient f df L -> 0 < tau ->
  let D : R := d.+1%:R in let b := smoothing_bias f df tau in let n := smoothing_noise f tau in
  [/\ biased_oracle (gauss d.+1) n,
      bounded_bias df b 0 (D * tau ^+ 2 * L ^+ 2),
      bounded_bias df b 0 (tau ^+ 2 / 4%:R * L ^+ 2 * (D + 3%:R) ^+ 3) &
      bounded_noise df (gauss d.+1) b n (4%:R * (D + 4%:R))
        (3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3)].
Proof.
move=> fL t0 D b n; have [_ orc hb hn] := lemma_13 fL t0.
by have [_ hs _] := gaussian_smoothing_sharp_bias_oracle fL t0; split.
Qed.

Lemma table_1_gaussian_smoothing_satisfiable : satisfiable_by (@table_1_gaussian_smoothing).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* under Assumption 1 as printed, no zeta2 that depends on tau, L and d alone will do *)
Theorem table_1_gaussian_smoothing_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L tau, smooth f df L -> 0 < tau ->
      bounded_bias df (smoothing_bias f df tau) 0
        (tau ^+ 2 / 4%:R * L ^+ 2 * (d.+1%:R + 3%:R) ^+ 3)).
Proof.
move=> H; apply: lemma_13_one_sided_printed_false => d f df L tau x fs t0.
by have := bias_le (H d f df L tau fs t0) x; rewrite mul0r add0r.
Qed.
