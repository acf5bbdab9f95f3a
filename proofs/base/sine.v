(* (1 + sin(10 x))/2 as a function on R^1: its gradient, and its bounds 0 and 1.       *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle convexity line.
Import Order.TTheory GRing.Theory Num.Theory.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Standard.
Local Open Scope R_scope.

Lemma cos_lipschitz x y : (cos y - cos x) * (cos y - cos x) <= (y - x) * (y - x).
Proof.
have key a b : a < b -> (cos b - cos a) * (cos b - cos a) <= (b - a) * (b - a).
  move=> ab; have [c [e _]] := MVT_cor2 cos (fun z => - sin z) a b ab
    (fun c _ => derivable_pt_lim_cos c).
  have s : sin c * sin c <= 1 by have [s1 s2] := SIN_bound c; nra.
  have := Rmult_le_compat_r ((b - a) * (b - a)) _ _ (Rle_0_sqr (b - a)) s.
  have -> : cos b - cos a = - sin c * (b - a) by [].
  have -> : - sin c * (b - a) * (- sin c * (b - a)) = sin c * sin c * ((b - a) * (b - a)) by ring.
  by rewrite Rmult_1_l.
have [h|[->|h]] := Rtotal_order x y; [exact: key|lra|].
by have := key _ _ h; nra.
Qed.

Lemma sin_tangent x y : (sin y - sin x - cos x * (y - x)) * (sin y - sin x - cos x * (y - x))
  <= ((y - x) * (y - x)) * ((y - x) * (y - x)).
Proof.
have key a b : a < b -> exists c, sin b - sin a = cos c * (b - a) /\ a < c < b.
  by move=> ab; apply: (MVT_cor2 sin cos a b ab (fun c _ => derivable_pt_lim_sin c)).
have fin c w : (cos c - cos x) * (cos c - cos x) <= (c - x) * (c - x) ->
  (c - x) * (c - x) <= w * w -> cos c * w - cos x * w = (cos c - cos x) * w /\
  ((cos c - cos x) * w) * ((cos c - cos x) * w) <= (w * w) * (w * w).
  move=> h1 h2; split; first by ring.
  have -> : (cos c - cos x) * w * ((cos c - cos x) * w) =
    ((cos c - cos x) * (cos c - cos x)) * (w * w) by ring.
  by apply: Rmult_le_compat_r; nra.
have [h|[->|h]] := Rtotal_order x y; last 1 first.
- have [c [e [c1 c2]]] := key _ _ h.
  have -> : sin y - sin x = cos c * (y - x) by lra.
  by have [-> k] := fin c (y - x) (cos_lipschitz x c) ltac:(nra).
- have [c [e [c1 c2]]] := key _ _ h; rewrite e.
  by have [-> k] := fin c (y - x) (cos_lipschitz x c) ltac:(nra).
- by rewrite !Rminus_diag_eq //; nra.
Qed.
End Standard.

Local Open Scope ring_scope.

Definition wave (x : R) : R := (1 + sin (10%:R * x)) / 2%:R.
Definition dwave (x : R) : R := 5%:R * cos (10%:R * x).

Lemma wave_bounds x : 0 <= wave x /\ wave x <= 1.
Proof.
rewrite /wave; have [/RleP h1 /RleP h2] := SIN_bound (10%:R * x).
by move: h1 h2; move: (sin _) => s h1 h2; split; rlra.
Qed.

Lemma gradient_wave : gradient (line wave) (dline dwave).
Proof.
apply: (gradient_line (C := 50%:R)) => [|x y]; first exact: ler0n.
have := sin_tangent (10%:R * x) (10%:R * y) => /RleP.
rewrite /wave /dwave; move: (sin (_ * y)) (sin (_ * x)) (cos _) => a c e h.
have : (a - c - e * (10%:R * (y - x))) ^+ 2 <= (100%:R * (y - x) ^+ 2) ^+ 2.
  by move: h; clear; move=> h; rlra.
have p : 0 <= 100%:R * (y - x) ^+ 2 by rewrite mulr_ge0 ?ler0n // sqr_ge0.
move=> k; have : `|a - c - e * (10%:R * (y - x))| <= 100%:R * (y - x) ^+ 2.
  by rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 // real_normK ?num_real.
rewrite !ler_norml => /andP[k1 k2]; apply/andP; split.
  by move: k1; clear; move: (_ ^+ 2) => q; rlra.
by move: k2; clear; move: (_ ^+ 2) => q; rlra.
Qed.
