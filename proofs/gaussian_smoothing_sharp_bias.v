(* The bias of Gaussian smoothing: for f with an L-Lipschitz gradient and u of    *)
(* law N(0, I_d), at every x,                                                     *)
(*   |E g(x, u) - grad f(x)|^2 <= d tau^2 L^2,                                    *)
(* which is below the zeta2 of Lemma 13 by the factor (d+3)^3/(4d); and with it   *)
(*   E|n|^2 <= (4d + 7) |E g|^2 + tau^2 L^2 d (d + 2) (d + 12) / 2.               *)
(* By Stein's identity E g(x) = E grad f(x + tau u). Here d + 1 stands for d.     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
From Biasbound.base Require Import lipschitz_gradient smoothing satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem gaussian_smoothing_sharp_bias d (f : 'rV[R]_d.+1 -> R) df L tau x :
  lipschitz_gradient f df L -> 0 < tau ->
  nsq (smoothing_bias f df tau x) <= d.+1%:R * tau ^+ 2 * L ^+ 2.
Proof. by move=> fL t0; exact: smoothing_bias_le. Qed.

Lemma gaussian_smoothing_sharp_bias_satisfiable :
  satisfiable_by (@gaussian_smoothing_sharp_bias).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, 0.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* E g(x) is the gradient of the smoothed function, E grad f(x + tau u) *)
Theorem gaussian_smoothing_sharp_bias_mean d (f : 'rV[R]_d.+1 -> R) df L tau x :
  lipschitz_gradient f df L -> 0 < tau ->
  smoothing_avg f tau x = ExV (gauss d.+1) (fun u => df (x + tau *: u)).
Proof. by move=> fL t0; exact: smoothing_mean fL t0 x. Qed.

Lemma gaussian_smoothing_sharp_bias_mean_satisfiable :
  satisfiable_by (@gaussian_smoothing_sharp_bias_mean).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, 0.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* the oracle with these constants: m = 0, zeta2 = d tau^2 L^2, M = 4d + 7 *)
Theorem gaussian_smoothing_sharp_bias_oracle d (f : 'rV[R]_d.+1 -> R) df L tau :
  lipschitz_gradient f df L -> 0 < tau ->
  let D : R := d.+1%:R in let b := smoothing_bias f df tau in let n := smoothing_noise f tau in
  [/\ biased_oracle (gauss d.+1) n,
      bounded_bias df b 0 (D * tau ^+ 2 * L ^+ 2) &
      bounded_noise df (gauss d.+1) b n (4%:R * D + 7%:R)
        (tau ^+ 2 * L ^+ 2 * (D * (D + 2%:R) * (D + 12%:R)) / 2%:R)].
Proof.
move=> fL t0 D b n; have D0 : 0 <= D := ler0n _ _; have tL := mulr_ge0 (sqr_ge0 tau) (sqr_ge0 L).
have D1 := mulr_ge0 tL D0; have D2 := mulr_ge0 D1 D0; have D3 := mulr_ge0 D2 D0.
split; first exact: (smoothing_oracle tau fL).
  split=> [|||x]; [exact: lexx|exact: ltr01| |].
    by move: D1; clear; move: D => e; rlra.
  by rewrite mul0r add0r; exact: smoothing_bias_le.
split=> [||x]; [by move: D0; clear; move: D => e; rlra| |].
  by move: D1 D2 D3; clear; move: D => e; rlra.
rewrite (smoothing_noise_second tau fL) smoothing_avgE.
have h := smoothing_second_avg_le fL t0 x; rewrite -/D in h.
by move: h; clear; move: (Ex _ _) (nsq _) D => p N e; rlra.
Qed.

Lemma gaussian_smoothing_sharp_bias_oracle_satisfiable :
  satisfiable_by (@gaussian_smoothing_sharp_bias_oracle).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1.
by exists (lipschitz_nsq 0), ltr01.
Qed.

(* (d+3)^3/4 >= (d^2/4) d: Lemma 13's zeta2 is O(d^2) above *)
Theorem gaussian_smoothing_sharp_bias_factor (d : nat) (tau L : R) :
  d.+1%:R ^+ 2 / 4%:R * (d.+1%:R * tau ^+ 2 * L ^+ 2) <=
    tau ^+ 2 / 4%:R * L ^+ 2 * (d.+1%:R + 3%:R) ^+ 3.
Proof.
have D0 : 0 <= d.+1%:R :> R := ler0n _ _; have tL := mulr_ge0 (sqr_ge0 tau) (sqr_ge0 L).
move: D0 tL; move: (d.+1%:R) => e e0 t.
have t1 := mulr_ge0 t e0; have t2 := mulr_ge0 t1 e0.
by move: t t1 t2; clear; rlra.
Qed.

Lemma gaussian_smoothing_sharp_bias_factor_satisfiable :
  satisfiable_by (@gaussian_smoothing_sharp_bias_factor).
Proof. by exists 0%N, 1, 1. Qed.
