(* The two-branch step size of Theorems 4 and 6, and the least integer above a   *)
(* number of iterations.                                                        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct reals.
From Biasbound.base Require Import real_tactics vector expectation oracle.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* min{1/((M+1)L), D/(c L s2)}; the second is absent where s2 = 0 *)
Definition step_size (L M s2 D c : R) : R :=
  if s2 == 0 then ((M + 1) * L)^-1 else Num.min ((M + 1) * L)^-1 (D / (c * L * s2)).

Lemma step_sizeP L M s2 D c : 0 < L -> 0 <= M -> 0 <= s2 -> 0 < D -> 0 < c ->
  let g := step_size L M s2 D c in
  [/\ 0 < g, g <= ((M + 1) * L)^-1, g * (c * L * s2) <= D &
      (g * ((M + 1) * L) = 1 \/ g * (c * L * s2) = D)].
Proof.
move=> L0 M0 s0 D0 c0 /=.
have ML0 : 0 < (M + 1) * L by apply: mulr_gt0 => //; have := M0; rlra.
rewrite /step_size; have [e|s20] := eqVneq s2 0.
  split; rewrite ?invr_gt0 //; first by rewrite e !mulr0 ltW.
  by left; rewrite mulVf // lt0r_neq0.
have sp : 0 < s2 by rewrite lt_neqAle eq_sym s20 s0.
have cp : 0 < c * L * s2 by apply: mulr_gt0 => //; exact: mulr_gt0.
have i0 : 0 < ((M + 1) * L)^-1 by rewrite invr_gt0.
have j0 : 0 < D / (c * L * s2) by exact: divr_gt0.
case: (leP ((M + 1) * L)^-1 (D / (c * L * s2))) => h; split=> //.
- by rewrite -ler_pdivl_mulr.
- by left; rewrite mulVf // lt0r_neq0.
- exact: ltW.
- by rewrite divfK // lt0r_neq0.
- by right; rewrite divfK // lt0r_neq0.
Qed.

(* the least natural number that is at least r *)
Definition nat_ceil (r : R) : nat := if ceil (r : real_realType) is Posz k then k else 0%N.

Lemma nat_ceil_le r T : (nat_ceil r <= T)%N = (r <= T%:R).
Proof.
have := @ceil_ge_int real_realType r T%:Z; rewrite /nat_ceil => e.
by rewrite -[T%:R]/(T%:Z%:~R : R) [RHS]e; case: (ceil _).
Qed.
