(* The sharp bias of a (delta, L)-oracle of a convex, L'-smooth f:                      *)
(*   |gy - df y|^2 <= 2 delta L L'/(L + L'),  delta L where L' = L                       *)
(* (inexact_sharp_bias), attained for all delta, L, L' > 0 by a scaled Huber's loss at   *)
(* the end of its linear part (inexact_sharp_bias_attained).                             *)
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

Theorem inexact_sharp_bias d (f : 'rV[R]_d.+1 -> R) df L L' delta y fy gy :
  smooth f df L' -> convex f -> 0 < L -> inexact_at f L delta y fy gy ->
  nsq (gy - df y) <= 2%:R * delta * L * L' / (L + L').
Proof.
move=> fL cv L0 orc; have L'0 := smooth_gt0 fL.
have sc : semiconvex f df 0.
  by move=> x z; rewrite mul0r mul0r subr0; exact: (convex_gradient (smooth_grad fL) cv).
have P0 : 0 < L + 0 by rewrite addr0.
have h1 := ler_wpmul2l (ltW L'0) (gap_above orc P0 sc).
have h2 := ler_wpmul2l (ltW L0) (gap_below orc L'0 (smooth_ub fL)).
rewrite ler_pdivl_mulr; last by rewrite addr_gt0.
by move: h1 h2; move: (nsq _) (f y) => q a; rlra.
Qed.

(* c h(s x), c s^2 = L': slopes between - c s and c s, curvature L' between *)
Definition bent (c s x : R) : R := c * huber (s * x).
Definition dbent (c s x : R) : R := c * s * dhuber (s * x).

Lemma smooth_bent c s : 0 < c -> 0 < s -> smooth (line (bent c s)) (dline (dbent c s)) (c * s ^+ 2).
Proof.
move=> c0 s0; have L0 : 0 < c * s ^+ 2 by rewrite mulr_gt0 // exprn_gt0.
apply: smooth_line => // x y; rewrite /bent /dbent.
  have := ler_wpmul2l (ltW c0) (huber_lo (s * x) (s * y)).
  have : 0 <= c * s ^+ 2 * (y - x) ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // ltW.
  by move: (huber _) (huber _) (dhuber _) => p q r h1 h2; rlra.
have := ler_wpmul2l (ltW c0) (huber_up (s * x) (s * y)).
by move: (huber _) (huber _) (dhuber _) => p q r h; rlra.
Qed.

Lemma convex_bent c s : 0 < c -> convex (line (bent c s)).
Proof.
move=> c0; apply: (convex_line (dphi := dbent c s)) => x y; rewrite /bent /dbent.
have := ler_wpmul2l (ltW c0) (huber_lo (s * x) (s * y)).
by move: (huber _) (huber _) (dhuber _) => p q r h; rlra.
Qed.

(* the constant 1/2 as a pair at 1, for the curvature k *)
Lemma huber_const_pair k w : 0 < k ->
  0 <= huber w - 1 / 2%:R /\
  huber w - 1 / 2%:R <= k / 2%:R * (w - 1) ^+ 2 + (1 + k^-1) / 2%:R.
Proof.
move=> k0; have i0 : 0 < k^-1 by rewrite invr_gt0.
have e : k * k^-1 = 1 by rewrite mulfV // lt0r_neq0.
have am : w - 1 <= k / 2%:R * (w - 1) ^+ 2 + k^-1 / 2%:R /\
          1 - w <= k / 2%:R * (w - 1) ^+ 2 + k^-1 / 2%:R.
  have p1 := mulr_ge0 (ltW k0) (sqr_ge0 (w - 1 - k^-1)).
  have p2 := mulr_ge0 (ltW k0) (sqr_ge0 (w - 1 + k^-1)).
  have f1 : k * (w - 1 - k^-1) ^+ 2 = k * (w - 1) ^+ 2 - 2%:R * (k * k^-1) * (w - 1)
     + (k * k^-1) * k^-1 by move: (k^-1) => i; rring.
  have f2 : k * (w - 1 + k^-1) ^+ 2 = k * (w - 1) ^+ 2 + 2%:R * (k * k^-1) * (w - 1)
     + (k * k^-1) * k^-1 by move: (k^-1) => i; rring.
  move: p1 p2; rewrite f1 f2 e; move: (k^-1) (_ ^+ 2) => i q p1 p2.
  by split; rlra.
have q0 : 0 <= k / 2%:R * (w - 1) ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // divr_ge0 ?ler0n // ltW.
move: am q0; move: (k / _ * _) (k^-1) i0 => q i i0 [a1 a2] q0.
have w0 := sqr_ge0 w.
case: (huber_cases w) => [[h [-> _]]|[h [-> _]]|[[h h'] [-> _]]].
- by split; rlra.
- by split; rlra.
have : w ^+ 2 <= 1 by rnra.
by move: w0; move: (_ ^+ 2) => z w0 z1; split; rlra.
Qed.

Theorem inexact_sharp_bias_attained L L' delta : 0 < L -> 0 < L' -> 0 < delta ->
  exists (f : 'rV[R]_1 -> R) df y fy gy,
    [/\ smooth f df L', convex f, inexact_at f L delta y fy gy &
        nsq (gy - df y) = 2%:R * delta * L * L' / (L + L')].
Proof.
move=> L0 L'0 d0; have P0 : 0 < L + L' by exact: addr_gt0.
pose c := 2%:R * delta * L / (L + L').
have c0 : 0 < c by rewrite divr_gt0 // !mulr_gt0 ?ltr0n.
pose s := Num.sqrt (L' / c).
have r0 : 0 < L' / c by exact: divr_gt0.
have s0 : 0 < s by rewrite sqrtr_gt0.
have cs : c * s ^+ 2 = L' by rewrite (sqr_sqrtr (ltW r0)) mulrC divfK // lt0r_neq0.
have ss : s * s^-1 = 1 by rewrite mulfV // lt0r_neq0.
exists (line (bent c s)), (dline (dbent c s)), (const_mx s^-1), (c / 2%:R), 0; split.
- by have := smooth_bent c0 s0; rewrite cs.
- exact: convex_bent.
- move=> x; rewrite dot0l addr0 /line /bent nsq1 !mxE.
  have k0 : 0 < L / L' by exact: divr_gt0.
  have [h1 h2] := huber_const_pair (s * x 0 0) k0.
  have h3 := mulr_ge0 (ltW c0) h1; have h4 := ler_wpmul2l (ltW c0) h2.
  apply/andP; split; first by move: h3; move: (huber _) => p; rlra.
  apply: le_trans (_ : c * (huber (s * x 0 0) - 1 / 2%:R) <= _).
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (huber _) => p; rlra.
  apply: le_trans h4 _; rewrite mulrDr; apply: ler_add.
    have -> : s * x 0 0 - 1 = s * (x 0 0 - s^-1) by rewrite mulrBr ss.
    rewrite exprMn le_eqVlt; apply/orP; left; apply/eqP.
    have -> : c * (L / L' / 2%:R * (s ^+ 2 * (x 0 0 - s^-1) ^+ 2)) =
      (c * s ^+ 2) / L' * L / 2%:R * (x 0 0 - s^-1) ^+ 2.
      by move: (L'^-1) (s^-1) (x 0 0) => i j z; rring.
    by rewrite cs divff ?mul1r // lt0r_neq0.
  rewrite /c invf_div le_eqVlt; apply/orP; left; apply/eqP.
  have n1 : L <> 0 by apply/eqP; rewrite lt0r_neq0.
  have n2 : L + L' <> 0 by apply/eqP; rewrite lt0r_neq0.
  by rfield.
rewrite sub0r nsqN nsq1 !mxE /dbent ss dhuber_right // mulr1 exprMn.
have -> : c ^+ 2 * s ^+ 2 = c * (c * s ^+ 2) by rewrite expr2 mulrA.
by rewrite cs /c mulrAC.
Qed.

Lemma inexact_sharp_bias_attained_satisfiable : satisfiable_by (@inexact_sharp_bias_attained).
Proof. by exists 1, 2%:R, 3%:R; do 3! (unshelve eexists; [by rlra|]). Qed.

Lemma inexact_sharp_bias_satisfiable : satisfiable_by (@inexact_sharp_bias).
Proof.
have L0 : 0 < 1 :> R by rlra.
have L1 : 0 < 2%:R :> R by rlra.
have [f [df [y [fy [gy [sm cv orc _]]]]]] := inexact_sharp_bias_attained L0 L1 L0.
by exists 0%N, f, df, 1, 2%:R, 1, y, fy, gy, sm, cv, L0, orc.
Qed.
