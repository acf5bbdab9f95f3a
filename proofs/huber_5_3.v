(* Section 5.3: (delta, L)-oracles of Huber's loss far out. At a point y >= 1 the error     *)
(* beta = |gy - h'(y)| of a (delta, L)-oracle has                                           *)
(*   beta (y - 1) + beta^2 (1 + 1/L)/2 <= delta                     (huber_5_3),            *)
(* hence beta <= delta/(y - 1), and tends to 0 as y grows (huber_5_3_limit). The first is   *)
(* attained for L >= 1 and every beta <= 2 (huber_5_3_attained). The bias of Assumption 4   *)
(* may stay: that of Example 8 is 2 everywhere.                                             *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle satisfiable witness.
From Biasbound.base Require Import convexity line inexact.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma huber_pair (L delta Y fy q : R) : 0 < L -> 1 <= Y ->
  (forall x, 0 <= huber x - (fy + q * (x - Y)) <= L / 2%:R * (x - Y) ^+ 2 + delta) ->
  q <= 1 /\ (1 - q) * (Y - 1) + (1 - q) ^+ 2 * (1 + L^-1) / 2%:R <= delta.
Proof.
move=> L0 Y1 orc; have hY := huber_right Y1.
have e0 : 0 <= Y - fy by have := orc Y; rewrite hY subrr mulr0 addr0 => /andP[].
have q1 : q <= 1.
  rewrite leNgt; apply/negP => lt; have s0 : 0 < q - 1 by rewrite subr_gt0.
  pose w := (Y - fy + 1) / (q - 1).
  have w0 : 0 <= w by apply: divr_ge0; rlra.
  have ew : (q - 1) * w = Y - fy + 1 by rewrite mulrC divfK // lt0r_neq0.
  have := orc (Y + w); rewrite huber_right; last by rlra.
  by move=> /andP[h _]; move: h ew; move: w {w0} => w; clear; rlra.
have q2 : -1 <= q.
  rewrite leNgt; apply/negP => lt; have s0 : 0 < - q - 1 by rlra.
  pose w := (Y - fy) / (- q - 1).
  have w0 : 0 <= w by rewrite divr_ge0 // ltW.
  have ew : (- q - 1) * w = Y - fy by rewrite mulrC divfK // lt0r_neq0.
  have := orc (- 1 - w); rewrite huber_left; last by rlra.
  have k : 0 <= (Y - 1) * (- q - 1) by apply: mulr_ge0; rlra.
  move=> /andP[h _]; move: h ew s0 k Y1; clear; rlra.
split=> //.
have := orc q; rewrite huber_mid // => /andP[h1 _].
have i0 : 0 < L^-1 by rewrite invr_gt0.
have e : L * L^-1 = 1 by rewrite mulfV // lt0r_neq0.
have b0 : 0 <= (1 - q) * L^-1 by apply: mulr_ge0; [rlra|exact: ltW].
have := orc (Y + (1 - q) * L^-1); rewrite huber_right; last by rlra.
have -> : Y + (1 - q) * L^-1 - Y = (1 - q) * L^-1 by rewrite addrAC subrr add0r.
move=> /andP[_].
have -> : L / 2%:R * ((1 - q) * L^-1) ^+ 2 = (L * L^-1) * L^-1 * (1 - q) ^+ 2 / 2%:R.
  by move: (L^-1) => i; rring.
by rewrite e; move: h1; move: (L^-1) => i; clear; rlra.
Qed.

Theorem huber_5_3 L delta (y : 'rV[R]_1) fy gy :
  0 < L -> 1 <= y 0 0 -> inexact_at (line huber) L delta y fy gy ->
  let beta := `|gy 0 0 - dline dhuber y 0 0| in
  beta * (y 0 0 - 1) + beta ^+ 2 * (1 + L^-1) / 2%:R <= delta.
Proof.
move=> L0 y1 orc; cbv zeta; set beta := `|_|.
have [|q1 h] := huber_pair L0 y1 (_ : forall x, 0 <= huber x - (fy + gy 0 0 * (x - y 0 0))
    <= L / 2%:R * (x - y 0 0) ^+ 2 + delta).
  by move=> x; have := orc (const_mx x); rewrite dot1 nsq1 /line !mxE.
have -> : beta = 1 - gy 0 0.
  by rewrite /beta mxE dhuber_right // ler0_norm ?opprB // subr_le0.
exact: h.
Qed.

Theorem huber_5_3_limit L delta ft gt eps :
  0 < L -> inexact_oracle (line huber) L delta ft gt -> 0 < eps ->
  exists Y, forall y : 'rV[R]_1, Y <= y 0 0 -> `|gt y 0 0 - dline dhuber y 0 0| <= eps.
Proof.
move=> L0 orc eps0.
have d0 : 0 <= delta by have /andP[k1 k2] := inexact_value (orc 0); exact: le_trans k1 k2.
exists (1 + delta / eps + 1) => y hy.
have de : 0 <= delta / eps by rewrite divr_ge0 // ltW.
have y1 : 1 <= y 0 0.
  by apply: le_trans hy; move: de; move: (_ / _) => r; rlra.
have := huber_5_3 L0 y1 (orc y); cbv zeta; set beta := `|_|.
have b0 : 0 <= beta by exact: normr_ge0.
have p : 0 <= beta ^+ 2 * (1 + L^-1) / 2%:R.
  by rewrite divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // addr_ge0 ?ler01 // invr_ge0 ltW.
move=> h; have {p}h : beta * (y 0 0 - 1) <= delta.
  by apply: le_trans h; rewrite ler_addl.
have k : beta * (delta / eps + 1) <= delta.
  by apply: le_trans h; apply: ler_wpmul2l => //; move: hy; move: (y 0 0) (_ / _) => a r; rlra.
have e : eps * (delta / eps) = delta by rewrite mulrC divfK // lt0r_neq0.
rewrite leNgt; apply/negP => lt.
have k2 : eps * (delta / eps + 1) <= beta * (delta / eps + 1).
  by apply: ler_wpmul2r; [rewrite addr_ge0 ?ler01|exact: ltW].
have e2 : eps * (delta / eps + 1) = delta + eps by rewrite mulrDr e mulr1.
by move: k k2; rewrite e2; move: (beta * _) => r; rlra.
Qed.

Theorem huber_5_3_attained L Y beta : 1 <= L -> 1 <= Y -> 0 <= beta -> beta <= 2%:R ->
  exists (y gy : 'rV[R]_1) fy,
    [/\ y 0 0 = Y, `|gy 0 0 - dline dhuber y 0 0| = beta &
      inexact_at (line huber) L (beta * (Y - 1) + beta ^+ 2 * (1 + L^-1) / 2%:R) y fy gy].
Proof.
move=> L1 Y1 b0 b2; have L0 : 0 < L by rlra.
exists (const_mx Y), (const_mx (1 - beta)), (Y - (beta * (Y - 1) + beta ^+ 2 / 2%:R)).
split; first by rewrite mxE.
  by rewrite !mxE dhuber_right // addrAC subrr add0r normrN ger0_norm.
move=> x; rewrite dot1 nsq1 /line !mxE; move: (x 0 0) => {}x.
have e : L * L^-1 = 1 by rewrite mulfV // lt0r_neq0.
have i0 : 0 < L^-1 by rewrite invr_gt0.
(* the gap h(x) - x - beta stays between the parabola's two sides *)
have am : beta * (x - Y) <= L / 2%:R * (x - Y) ^+ 2 + beta ^+ 2 * L^-1 / 2%:R.
  have p1 := mulr_ge0 (ltW L0) (sqr_ge0 (x - Y - beta * L^-1)).
  have f1 : L * (x - Y - beta * L^-1) ^+ 2 = L * (x - Y) ^+ 2
     - 2%:R * (L * L^-1) * beta * (x - Y) + (L * L^-1) * beta ^+ 2 * L^-1.
    by move: (L^-1) => i; rring.
  by move: p1; rewrite f1 e; move: (L^-1) => i p1; rlra.
have up : huber x - x <= (x - 1) ^+ 2 / 2%:R.
  have s := sqr_ge0 (x + 1); have s' := sqr_ge0 (x - 1).
  by case: (huber_cases x) => [[h [-> _]]|[h [-> _]]|[_ [-> _]]]; rlra.
have L2 : (x - Y) ^+ 2 <= L * (x - Y) ^+ 2.
  by rewrite ler_pemull ?sqr_ge0.
have c0 : 0 <= beta ^+ 2 * L^-1 by rewrite mulr_ge0 ?sqr_ge0 // ltW.
apply/andP; split.
  have lo : beta * (1 - x) - beta ^+ 2 / 2%:R <= huber x - x.
    have s := sqr_ge0 (1 - x - beta).
    case: (huber_cases x) => [[h [-> _]]|[h [-> _]]|[_ [-> _]]].
    - have := mulr_ge0 b0 (_ : 0 <= x - 1); rewrite subr_ge0 => /(_ h) k.
      by have := sqr_ge0 beta; rlra.
    - have : 0 <= (2%:R - beta) * (- 1 - x) by apply: mulr_ge0; rlra.
      by have := sqr_ge0 (2%:R - beta); rlra.
    by rlra.
  by move: lo; move: (huber x) => r; rlra.
case: (leP 1 x) => h.
  by rewrite huber_right //; move: am; move: (L^-1) => i; rlra.
have k : 0 <= beta * (Y - x) by apply: mulr_ge0 => //; rlra.
have k2 : (x - 1) ^+ 2 <= (x - Y) ^+ 2.
  have : 0 <= (Y - 1) * (Y + 1 - 2%:R * x) by apply: mulr_ge0; rlra.
  by rlra.
by move: up L2 c0 k k2; move: (huber x) (L^-1) => r i; rlra.
Qed.

Lemma huber_5_3_attained_satisfiable : satisfiable_by (@huber_5_3_attained).
Proof. by exists 1, 2%:R, 1; do 4! (unshelve eexists; [by rlra|]). Qed.

Lemma huber_5_3_satisfiable : satisfiable_by (@huber_5_3).
Proof.
have Y1 : 1 <= 2%:R :> R by rlra.
have b2 : 1 <= 2%:R :> R by rlra.
have [y [gy [fy [e _ orc]]]] := huber_5_3_attained (lexx 1) Y1 ler01 b2.
exists 1, (1 * (2%:R - 1) + 1 ^+ 2 * (1 + 1^-1) / 2%:R), y, fy, gy, ltr01.
by unshelve eexists; first by rewrite e.
Qed.

Lemma huber_5_3_limit_satisfiable : satisfiable_by (@huber_5_3_limit).
Proof.
exists 1, 0, (line huber), (dline dhuber), 1, ltr01.
unshelve eexists; last by exists ltr01.
move=> y x; rewrite /line dot1 nsq1 !mxE.
have := huber_lo (y 0 0) (x 0 0); have := huber_up (y 0 0) (x 0 0).
move: (x 0 0) (y 0 0) => p q; move: (huber p) (huber q) (dhuber q) => a c e h1 h2.
by apply/andP; split; rlra.
Qed.
