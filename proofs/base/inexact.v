(* (delta, L)-oracles (Definition 5), at a point and everywhere, on all of R^d, and    *)
(* the two gaps that bound their bias.                                                 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle convexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Inexact.
Variable d : nat.
Local Notation V := 'rV[R]_d.+1.
Implicit Types (f ft : V -> R) (df gt : V -> V).

(* the pair (fy, gy) at the point y *)
Definition inexact_at f (L delta : R) (y : V) (fy : R) (gy : V) := forall x,
  0 <= f x - (fy + dot gy (x - y)) <= L / 2%:R * nsq (x - y) + delta.

Definition inexact_oracle f L delta ft gt := forall y, inexact_at f L delta y (ft y) (gt y).

Definition tangents_below f df := forall x y, f x + dot (df x) (y - x) <= f y.

(* f bends down at most like - (K/2)|x|^2 *)
Definition semiconvex f df (K : R) := forall x y,
  f x + dot (df x) (y - x) - K / 2%:R * nsq (y - x) <= f y.

Lemma gap_min (P B e : R) : 0 < P ->
  (forall s, s * B <= e + P / 2%:R * (s ^+ 2 * B)) -> B <= 2%:R * P * e.
Proof.
move=> P0 /(_ P^-1) h; have k := mulfV (lt0r_neq0 P0).
have := ler_wpmul2l (ltW P0) h; rewrite (mulrA P P^-1) k mul1r mulrDr.
have -> : P * (P / 2%:R * (P^-1 ^+ 2 * B)) = (P / P) ^+ 2 * B / 2%:R.
  by move: (P^-1) => i; rring.
by rewrite k expr1n mul1r; rlra.
Qed.

Variables (f : V -> R) (df : V -> V) (L delta : R) (y : V) (fy : R) (gy : V).
Hypothesis orc : inexact_at f L delta y fy gy.

Lemma inexact_value : 0 <= f y - fy <= delta.
Proof. by have := orc y; rewrite subrr nsq0 (dotC _ 0) dot0l addr0 mulr0 add0r. Qed.

Lemma gap_above K : 0 < L + K -> semiconvex f df K ->
  nsq (gy - df y) <= 2%:R * (L + K) * (delta - (f y - fy)).
Proof.
move=> P0 lo; apply: gap_min => // s; set u := gy - df y.
have := lo y (y - s *: u); have /andP[_] := orc (y - s *: u).
have -> : y - s *: u - y = (- s) *: u by rewrite addrAC subrr add0r scaleNr.
have e : nsq u = dot gy u - dot (df y) u by rewrite /nsq {1}/u dotDl dotNl.
rewrite nsqZ sqrrN !dotZr e; move: (dot _ _) (dot _ _) (f _) (f y) => a c p q h1 h2.
by move: h1 h2; clear; rlra.
Qed.

Lemma gap_below K : 0 < K -> (forall x z, f z <= f x + dot (df x) (z - x) + K / 2%:R * nsq (z - x)) ->
  nsq (gy - df y) <= 2%:R * K * (f y - fy).
Proof.
move=> K0 up; apply: gap_min => // s; set u := gy - df y.
have := up y (y + s *: u); have /andP[h _] := orc (y + s *: u); move: h.
have -> : y + s *: u - y = s *: u by rewrite addrAC subrr add0r.
have e : nsq u = dot gy u - dot (df y) u by rewrite /nsq {1}/u dotDl dotNl.
rewrite nsqZ !dotZr e; move: (dot _ _) (dot _ _) (f _) (f y) => a c p q h1 h2.
by move: h1 h2; clear; rlra.
Qed.
End Inexact.
