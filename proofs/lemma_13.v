(* Lemma 13, Gaussian smoothing as a biased oracle. For u of law N(0, I_d),       *)
(*   g(x, u) = ((f(x + tau u) - f(x)) / tau) u,                                   *)
(* and f with an L-Lipschitz gradient, g is an oracle with m = 0 and, as printed, *)
(*   zeta2 = (tau^2/4) L^2 (d+3)^3, M = 4(d+4), sigma2 = 3 tau^2 L^2 (d+4)^3.     *)
(* These are loose: see lemma_13_second_moment and gaussian_smoothing_sharp_bias. *)
(* Under Assumption 1 alone, which bounds f from above only, Lemma 13 is false.   *)
(* The law N(0, I_d) is base/gaussian.v; the bounds are proved in smoothing.v.    *)
(* Here d + 1 stands for the paper's d.                                           *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp functions.
From mathcomp.analysis Require Import Rstruct reals topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
From Biasbound.base Require Import lipschitz_gradient smoothing gradient_instances satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem lemma_13 d (f : 'rV[R]_d.+1 -> R) df L tau :
  lipschitz_gradient f df L -> 0 < tau ->
  let b := smoothing_bias f df tau in let n := smoothing_noise f tau in let D : R := d.+1%:R in
  [/\ forall x u, oracle df b n x u = smoothing f tau x u,
      biased_oracle (gauss d.+1) n,
      bounded_bias df b 0 (tau ^+ 2 / 4%:R * L ^+ 2 * (D + 3%:R) ^+ 3) &
      bounded_noise df (gauss d.+1) b n (4%:R * (D + 4%:R))
        (3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3)].
Proof.
move=> fL t0 b n D; have D0 : 0 <= D := ler0n _ _; have tL := mulr_ge0 (sqr_ge0 tau) (sqr_ge0 L).
have D2 := mulr_ge0 D0 D0; have D3 := mulr_ge0 D0 D2.
split.
- by move=> x u; rewrite /oracle smoothing_avgE addrC subrK.
- exact: (smoothing_oracle tau fL).
- have k : 4%:R * D <= (D + 3%:R) ^+ 3 by move: D0 D2 D3; clear; move: D => e; rlra.
  have k2 := ler_wpmul2l tL k.
  split=> [|||x]; [exact: lexx|exact: ltr01| |].
    by move: k2 (mulr_ge0 tL D0); clear; move: D => e; rlra.
  apply: le_trans (smoothing_bias_le fL t0 x) _; rewrite mul0r add0r -/D.
  by move: k2; clear; move: D => e; rlra.
have k : D * (D + 2%:R) * (D + 12%:R) <= 6%:R * (D + 4%:R) ^+ 3.
  by move: D0 D2 D3; clear; move: D => e; rlra.
have k2 := ler_wpmul2l tL k.
have k0 : 0 <= (D + 4%:R) ^+ 3 by apply: exprn_ge0; move: D0; clear; move: D => e; rlra.
split=> [||x]; [by move: D0; clear; move: D => e; rlra| |].
  by move: (mulr_ge0 tL k0); clear; move: (_ ^+ 3) => e; rlra.
rewrite (smoothing_noise_second tau fL).
have -> : df x + b x = smoothing_avg f tau x by exact: smoothing_avgE.
have h := smoothing_second_avg_le fL t0 x; rewrite -/D in h.
have N0 := nsq_ge0 (smoothing_avg f tau x).
move: h k2 N0; clear; move: (Ex _ _) (nsq _) D => p N e; rlra.
Qed.

Lemma lemma_13_satisfiable : satisfiable_by (@lemma_13).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* for every a > 0, relative to the gradient *)
Theorem lemma_13_second_moment_gradient d (f : 'rV[R]_d.+1 -> R) df L tau (a : R) x :
  lipschitz_gradient f df L -> 0 < tau -> 0 < a -> let D : R := d.+1%:R in
  is_true (Ex (gauss d.+1) (fun u => nsq (smoothing f tau x u)) <=
    (1 + a) * (D + 2%:R) * nsq (df x)
    + (1 + a^-1) * (tau ^+ 2 * L ^+ 2 * (D * (D + 2%:R) * (D + 4%:R)) / 4%:R)).
Proof. by move=> fL t0 a0 D; exact: smoothing_second_le. Qed.

Lemma lemma_13_second_moment_gradient_satisfiable :
  satisfiable_by (@lemma_13_second_moment_gradient).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, 1, 0.
by exists (lipschitz_nsq 0), ltr01, ltr01.
Qed.

(* relative to the mean *)
Theorem lemma_13_second_moment d (f : 'rV[R]_d.+1 -> R) df L tau x :
  lipschitz_gradient f df L -> 0 < tau -> let D : R := d.+1%:R in
  is_true (Ex (gauss d.+1) (fun u => nsq (smoothing f tau x u)) <=
    4%:R * (D + 2%:R) * nsq (smoothing_avg f tau x)
    + tau ^+ 2 * L ^+ 2 * (D * (D + 2%:R) * (D + 12%:R)) / 2%:R).
Proof. by move=> fL t0 D; exact: (smoothing_second_avg_le fL t0). Qed.

Lemma lemma_13_second_moment_satisfiable : satisfiable_by (@lemma_13_second_moment).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, 0.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* ---- exact on quadratics: where the gradient is affine, there is no bias *)
Theorem lemma_13_quadratic_bias d (f : 'rV[R]_d.+1 -> R) df L tau (H : 'M[R]_d.+1) x :
  lipschitz_gradient f df L -> 0 < tau -> (forall y, df y = df 0 + y *m H) ->
  smoothing_bias f df tau x = 0.
Proof.
move=> fL t0 aff; rewrite (smoothing_bias_mean fL t0); apply/rowP => i; rewrite !mxE.
rewrite -(gauss_dot (tau *: \row_j H j i)); apply: eq_Ex => u.
rewrite aff (aff x) opprD addrACA subrr add0r mulmxDl addrAC subrr add0r -scalemxAl !mxE.
rewrite dotZl; congr (_ * _); apply: eq_bigr => j _; by rewrite mxE mulrC.
Qed.
Lemma lemma_13_quadratic_bias_satisfiable : satisfiable_by (@lemma_13_quadratic_bias).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, (2%:R *: 1%:M), 0.
have aff (y : 'rV[R]_1) : 2%:R *: y = 2%:R *: 0 + y *m (2%:R *: 1%:M).
  by rewrite scaler0 add0r -scalemxAr mulmx1.
by exists (lipschitz_nsq 0), ltr01, aff.
Qed.

(* ---- Lemma 13 asks for more than Assumption 1 *)
Lemma is_diff_nsq2 (x : 'rV[R]_1) :
  is_diff x (fun y : 'rV[R]_1 => - (nsq y * nsq y) : R^o) (dot (- (4%:R * nsq x) *: x)).
Proof.
have h := gradient_nsq x; have h2 := is_diffN (is_diffM h h).
apply: (@is_diff_eq _ _ _ _ _ _ _ h2); apply: funext => y.
rewrite -[LHS]/(- (nsq x * dot (2%:R *: x) y + nsq x * dot (2%:R *: x) y)).
by rewrite !dotZl; rring.
Qed.

Definition quartic (y : 'rV[R]_1) : R := - (nsq y * nsq y).

Lemma quartic_smooth : smooth quartic (fun x => - (4%:R * nsq x) *: x) 1.
Proof.
split; [exact: is_diff_nsq2|exact: ltr01|move=> x y].
have e (u v : 'rV[R]_1) : dot u v = u 0 0 * v 0 0 by rewrite /dot big_ord1.
rewrite /quartic /nsq !e !mxE; move: (x 0 0) (y 0 0) => a c.
have h1 := mulr_ge0 (sqr_ge0 (c - a)) (sqr_ge0 (c + a)).
have h2 := mulr_ge0 (sqr_ge0 (c - a)) (sqr_ge0 a); have h3 := sqr_ge0 (c - a).
by move: h1 h2 h3; clear; rlra.
Qed.

(* f(x) = - x^4, which satisfies (3) for every L: the bias is - 12 x tau^2 *)
Theorem lemma_13_one_sided_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L tau x, smooth f df L -> 0 < tau ->
      nsq (smoothing_bias f df tau x) <= tau ^+ 2 / 4%:R * L ^+ 2 * (d.+1%:R + 3%:R) ^+ 3).
Proof.
move=> H; have := H 0%N _ _ 1 1 (const_mx 2%:R) quartic_smooth ltr01.
set b := smoothing_bias _ _ _ _.
suff -> : b = const_mx (- 24%:R).
  by rewrite nsqE big_ord1 !mxE; rlra.
apply/rowP => i; rewrite ord1 !mxE nsqE big_ord1 !mxE Ex_gaussS /mean0.
rewrite -[Ex (gauss 0) _]/(Ex gauss1 _).
have e v : Ex gauss1 (fun x => smoothing quartic 1 (const_mx 2%:R) (rcons0 x v) 0 0) =
  Ex gauss1 (fun x => 0 * x ^+ 0 + (0 * x ^+ 1 + (- 32%:R * x ^+ 2 + (- 24%:R * x ^+ 3
     + (- 8%:R * x ^+ 4 + (- 1 * x ^+ 5 + 0 * x ^+ 6)))))).
  apply: eq_Ex => x; rewrite /smoothing /quartic !nsqE !big_ord1 !mxE unlift_none divr1; rring.
by rewrite e Ex_gauss1_poly; rring.
Qed.
