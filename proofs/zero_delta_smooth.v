(* Appendix B.4, after Definition 5: (0, L)-oracles and smoothness.                         *)
(* f has a (0, L)-oracle if and only if it is convex and L-smooth (zero_delta_smooth), and  *)
(* the oracle is then (f, df) (zero_delta_smooth_unique). The functions with a (delta, L)-  *)
(* oracle are strictly more: |x| is not smooth, for no gradient and no constant, and has    *)
(* one with delta = 2/L (zero_delta_smooth_abs).                                            *)
(* The printed "f is L-smooth iff it has a (0, L)-oracle" needs convexity: - x^2/2 is       *)
(* 1-smooth and has none (zero_delta_smooth_printed_false).                                 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step line inexact.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma zero_delta_exact d (f : 'rV[R]_d.+1 -> R) L ft gt :
  0 < L -> inexact_oracle f L 0 ft gt -> (forall y, ft y = f y) /\ smooth f gt L /\ convex f.
Proof.
move=> L0 orc; have e y : ft y = f y.
  have /andP[h1 h2] := inexact_value (orc y).
  by apply/eqP; rewrite eq_le -subr_ge0 h1 /= -subr_le0 h2.
have b y x : 0 <= f x - f y - dot (gt y) (x - y) <= L / 2%:R * nsq (x - y).
  by have := orc y x; rewrite e addr0 opprD addrA.
split=> //; split; last first.
  apply: (convex_from_tangents (df := gt)) => y x; have /andP[h _] := b y x.
  by move: h; move: (f x) (f y) (dot _ _) => p q r; rlra.
split=> // [|y x]; last first.
  have /andP[_ h] := b y x; move: h; move: (f x) (f y) (dot _ _) (nsq _) => p q r s; rlra.
apply: (gradient_from_bounds (C := L / 2%:R)) => [|y x].
  by rewrite divr_ge0 ?ler0n // ltW.
by have /andP[h1 h2] := b y x; rewrite ger0_norm.
Qed.

Theorem zero_delta_smooth d (f : 'rV[R]_d.+1 -> R) L : 0 < L ->
  ((exists ft gt, inexact_oracle f L 0 ft gt) <-> (convex f /\ exists df, smooth f df L)).
Proof.
move=> L0; split=> [[ft [gt orc]]|[cv [df sm]]].
  by have [_ [sm cv]] := zero_delta_exact L0 orc; split=> //; exists gt.
exists f, df => y x; have h1 := convex_gradient (smooth_grad sm) cv y x.
have h2 := smooth_ub sm y x; move: h1 h2.
by move: (f x) (f y) (dot _ _) (nsq _) => p q r s h1 h2; apply/andP; split; rlra.
Qed.

Theorem zero_delta_smooth_unique d (f : 'rV[R]_d.+1 -> R) df L ft gt :
  0 < L -> gradient f df -> inexact_oracle f L 0 ft gt ->
  forall y, ft y = f y /\ gt y = df y.
Proof.
move=> L0 gr orc y; have [e [sm cv]] := zero_delta_exact L0 orc; split; first exact: e.
have := inexact_value (orc y); rewrite e subrr => _.
have sc : semiconvex f df 0.
  by move=> x z; rewrite mul0r mul0r subr0; exact: (convex_gradient gr cv).
have P0 : 0 < L + 0 by rewrite addr0.
have := gap_above (orc y) P0 sc; rewrite e subrr subr0 mulr0 => h.
by apply/eqP; rewrite -subr_eq0 -nsq_eq0 eq_le h nsq_ge0.
Qed.

Theorem zero_delta_smooth_abs L : 0 < L ->
  let f (x : 'rV[R]_1) : R := `|x 0 0| in
  (exists ft gt, inexact_oracle f L (2%:R / L) ft gt) /\
  forall df L', ~ smooth f df L'.
Proof.
move=> L0 f; split; last first.
  move=> df L' sm; have L'0 := smooth_gt0 sm.
  pose t := L'^-1; have t0 : 0 < t by rewrite invr_gt0.
  have h1 := smooth_ub sm 0 (const_mx t); have h2 := smooth_ub sm 0 (const_mx (- t)).
  move: h1 h2; rewrite /f !subr0 !dot1 !nsq1 !mxE normr0 normrN gtr0_norm // sqrrN.
  have e : L' * t = 1 by rewrite mulfV // lt0r_neq0.
  have -> : L' / 2%:R * t ^+ 2 = (L' * t) * t / 2%:R by rring.
  by rewrite e; move: (df 0 0 0) => a h1 h2; move: t0; rlra.
pose s (y : 'rV[R]_1) : R := if 0 <= y 0 0 then 1 else -1.
exists f, (fun y => const_mx (s y)) => y x.
rewrite dot1 nsq1 /f !mxE /s; move: (x 0 0) (y 0 0) => {}x {}y.
have e : L * L^-1 = 1 by rewrite mulfV // lt0r_neq0.
have i0 : 0 < L^-1 by rewrite invr_gt0.
have am z : 2%:R * z <= L / 2%:R * z ^+ 2 + 2%:R / L.
  have p := mulr_ge0 (ltW L0) (sqr_ge0 (z - 2%:R * L^-1)).
  have f1 : L * (z - 2%:R * L^-1) ^+ 2 = L * z ^+ 2 - 4%:R * (L * L^-1) * z
    + 4%:R * (L * L^-1) * L^-1 by move: (L^-1) => i; rring.
  by move: p; rewrite f1 e; move: (L^-1) => i; rlra.
have q0 : 0 <= L / 2%:R * (x - y) ^+ 2 + 2%:R / L.
  have p1 : 0 <= L / 2%:R by rlra.
  by have := mulr_ge0 p1 (sqr_ge0 (x - y)); move: (_ * _ ^+ 2) (L^-1) i0 => q i *; rlra.
have a1 := am (x - y); have a2 := am (y - x).
have sq : (y - x) ^+ 2 = (x - y) ^+ 2 by rring.
rewrite sq in a2; move: a1 a2 q0; move: (L / _ * _ + _) => q a1 a2 q0.
have [y0|y0] := leP 0 y; have [x0|x0] := leP 0 x.
- by rewrite !ger0_norm //; apply/andP; split; rlra.
- by rewrite ltr0_norm // ger0_norm //; apply/andP; split; rlra.
- by rewrite ger0_norm // ltr0_norm //; apply/andP; split; rlra.
- by rewrite !ltr0_norm //; apply/andP; split; rlra.
Qed.

Theorem zero_delta_smooth_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) L, 0 < L ->
      ((exists df, smooth f df L) <-> (exists ft gt, inexact_oracle f L 0 ft gt))).
Proof.
move=> H; have [+ _] := H 0%N (quad (-1)) 1 ltr01; move=> h.
have [|ft [gt orc]] := h.
  exists (dquad (-1)); split; [exact: gradient_quad|exact: ltr01|move=> x y].
  rewrite (quad_expand _ x y); have := nsq_ge0 (y - x).
  by move: (quad _ _) (nsq _) (dot _ _) => a q c; rlra.
have h1 := orc 0 (unit0 0); have h2 := orc 0 (- unit0 0).
have /andP[_ e] := inexact_value (orc 0).
move: h1 h2 e; rewrite !subr0 /quad nsqN nsq0 nsq_unit0 dotNr.
move: (ft 0) (dot _ _) => a c /andP[h1 _] /andP[h2 _] e.
by move: h1 h2 e; clear; rlra.
Qed.

Lemma zero_delta_smooth_satisfiable : satisfiable_by (@zero_delta_smooth).
Proof. by exists 0%N, (fun x => nsq x), 2%:R; unshelve eexists; first by rlra. Qed.

Lemma zero_delta_smooth_unique_satisfiable : satisfiable_by (@zero_delta_smooth_unique).
Proof.
exists 0%N, (line huber), (dline dhuber), 1, (line huber), (dline dhuber), ltr01.
exists (smooth_grad smooth_huber); unshelve eexists; last by exists 0.
move=> y x; rewrite /line dot1 nsq1 !mxE.
have := huber_lo (y 0 0) (x 0 0); have := huber_up (y 0 0) (x 0 0).
move: (x 0 0) (y 0 0) => p q; move: (huber p) (huber q) (dhuber q) => a c e h1 h2.
by apply/andP; split; rlra.
Qed.

Lemma zero_delta_smooth_abs_satisfiable : satisfiable_by (@zero_delta_smooth_abs).
Proof. by exists 2%:R; unshelve eexists; first by rlra. Qed.
