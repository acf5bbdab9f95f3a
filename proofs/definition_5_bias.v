(* Definition 5 and Section 5.3: the bias of a (delta, L)-oracle. A pair (fy, gy) with   *)
(*   0 <= f x - (fy + <gy, x - y>) <= (L/2)|x - y|^2 + delta   for all x                  *)
(* (inexact_at f L delta y fy gy) has                                                     *)
(*   |gy - df y|^2 <= 2 delta L                     for convex f (definition_5_bias),      *)
(*   |gy - df y|^2 <= 2 delta L'                    under Assumption 1 alone, f not        *)
(*                                     convex (definition_5_bias_smooth),                  *)
(*   |gy - df y|^2 <= 2 delta L'(L + L')/(L + 2 L') if also f bends down at most as        *)
(*                 much (definition_5_bias_two_sided), and so for an L'-Lipschitz          *)
(*                 gradient, f convex or not (definition_5_bias_lipschitz).                *)
(* Section 5.3 does not ask for convexity, and then 2 delta L is false: (1 + sin 10x)/2    *)
(* has the oracle (0, 0) with delta = L = 1, and its slope at 0 is 5                       *)
(* (definition_5_bias_printed_false).                                                      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step line inexact sine lipschitz_gradient.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem definition_5_bias d (f : 'rV[R]_d.+1 -> R) df L delta y fy gy :
  gradient f df -> convex f -> 0 < L -> inexact_at f L delta y fy gy ->
  nsq (gy - df y) <= 2%:R * delta * L.
Proof.
move=> gr cv L0 orc; have /andP[e _] := inexact_value orc.
have sc : semiconvex f df 0.
  by move=> x z; rewrite mul0r mul0r subr0; exact: (convex_gradient gr cv).
have P0 : 0 < L + 0 by rewrite addr0.
have := gap_above orc P0 sc; have := mulr_ge0 (ltW L0) e.
by move: (f y) (nsq _) => a q; rlra.
Qed.

Theorem definition_5_bias_smooth d (f : 'rV[R]_d.+1 -> R) df L L' delta y fy gy :
  smooth f df L' -> 0 < L -> inexact_at f L delta y fy gy ->
  nsq (gy - df y) <= 2%:R * delta * L'.
Proof.
move=> fL L0 orc; have /andP[_ e] := inexact_value orc; have L'0 := smooth_gt0 fL.
have := gap_below orc L'0 (smooth_ub fL).
have : 0 <= L' * (delta - (f y - fy)) by apply: mulr_ge0 (ltW L'0) _; rlra.
by move: (f y) (nsq _) => a q; rlra.
Qed.

Theorem definition_5_bias_two_sided d (f : 'rV[R]_d.+1 -> R) df L L' delta y fy gy :
  smooth f df L' -> semiconvex f df L' -> 0 < L -> inexact_at f L delta y fy gy ->
  nsq (gy - df y) <= 2%:R * delta * L' * (L + L') / (L + 2%:R * L').
Proof.
move=> fL sc L0 orc; have L'0 := smooth_gt0 fL.
have P0 : 0 < L + L' by apply: addr_gt0.
have h1 := ler_wpmul2l (ltW L'0) (gap_above orc P0 sc).
have h2 := ler_wpmul2l (ltW P0) (gap_below orc L'0 (smooth_ub fL)).
rewrite ler_pdivl_mulr; last by rewrite addr_gt0 // mulr_gt0 ?ltr0n.
by move: h1 h2; move: (nsq _) (f y) => q a; rlra.
Qed.

Theorem definition_5_bias_lipschitz d (f : 'rV[R]_d.+1 -> R) df L L' delta y fy gy :
  gradient f df -> 0 < L' -> (forall x z, nsq (df z - df x) <= L' ^+ 2 * nsq (z - x)) ->
  0 < L -> inexact_at f L delta y fy gy ->
  nsq (gy - df y) <= 2%:R * delta * L' * (L + L') / (L + 2%:R * L').
Proof.
move=> gr L'0 lip; have fL := LipschitzGradient gr L'0 (fun x y => lip y x).
apply: definition_5_bias_two_sided; first exact: lip_smooth fL.
by move=> x z; have /andP[k _] := lip_quadratic fL x z; move: k; rlra.
Qed.

Theorem definition_5_bias_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L delta ft gt,
      gradient f df -> 0 < L -> 0 <= delta -> inexact_oracle f L delta ft gt ->
      forall y, nsq (gt y - df y) <= 2%:R * delta * L).
Proof.
move=> H; have orc : inexact_oracle (line wave) 1 1 (fun=> 0) (fun=> 0).
  move=> y x; rewrite dot0l addr0 subr0; have [h1 h2] := wave_bounds (x 0 0).
  apply/andP; split=> //; apply: le_trans h2 _; rewrite ler_addr mulr_ge0 ?nsq_ge0 //.
  by rewrite divr_ge0 ?ler01 ?ler0n.
have := H _ _ _ _ _ _ _ gradient_wave ltr01 ler01 orc 0.
rewrite sub0r nsqN nsq1 !mxE /dwave mulr0 cos_0.
apply/negP; rewrite -ltNge; rlra.
Qed.

(* the witness: f = (2/2)|x|^2, exact values and gradients, too low by delta = 1 *)
Section Witness.
Let x0 := unit0 0.
Let L0 : 0 < 2%:R :> R. Proof. by rewrite ltr0n. Qed.
Let orc : inexact_at (@quad 0 2%:R) 2%:R 1 x0 (quad 2%:R x0 - 1) (dquad 2%:R x0).
Proof.
move=> x; rewrite (quad_expand _ x0 x).
have := nsq_ge0 (x - x0); move: (nsq _) (quad _ _) (dot _ _) => q a c h.
by apply/andP; split; rlra.
Qed.

Lemma definition_5_bias_satisfiable : satisfiable_by (@definition_5_bias).
Proof.
exists 0%N, (quad 2%:R), (dquad 2%:R), 2%:R, 1, x0, (quad 2%:R x0 - 1), (dquad 2%:R x0).
by exists (@gradient_quad 0 2%:R), (@convex_quad 0 2%:R (ltW L0)), L0, orc.
Qed.

Lemma definition_5_bias_smooth_satisfiable : satisfiable_by (@definition_5_bias_smooth).
Proof.
exists 0%N, (quad 2%:R), (dquad 2%:R), 2%:R, 2%:R, 1, x0, (quad 2%:R x0 - 1), (dquad 2%:R x0).
by exists (smooth_quad 0 L0), L0, orc.
Qed.

Lemma definition_5_bias_lipschitz_satisfiable : satisfiable_by (@definition_5_bias_lipschitz).
Proof.
exists 0%N, (quad 2%:R), (dquad 2%:R), 2%:R, 2%:R, 1, x0, (quad 2%:R x0 - 1), (dquad 2%:R x0).
exists (@gradient_quad 0 2%:R), L0; unshelve eexists; last by exists L0, orc.
by move=> x z; rewrite /dquad -scalerBr nsqZ.
Qed.

Lemma definition_5_bias_two_sided_satisfiable : satisfiable_by (@definition_5_bias_two_sided).
Proof.
exists 0%N, (quad 2%:R), (dquad 2%:R), 2%:R, 2%:R, 1, x0, (quad 2%:R x0 - 1), (dquad 2%:R x0).
exists (smooth_quad 0 L0).
unshelve eexists; last by exists L0, orc.
move=> x z; rewrite (quad_expand _ x z); have := nsq_ge0 (z - x).
by move: (nsq _) (quad _ _ ) (dot _ _) => q a c h; rlra.
Qed.
End Witness.
