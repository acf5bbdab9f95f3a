(* Section 1: biased SGD reaches the accuracy of unbiased SGD. With |b|^2 <= m |df|^2,      *)
(* m < 1, some step g <= 1/((M+1)L) gives Psi_T <= eps as soon as                            *)
(*   T >= 4 (M+1) L F/((1-m) eps)   and   T >= 8 L sigma2 F/((1-m) eps)^2                     *)
(* (intro_1; F = f x0 - fstar). The unbiased case is m = 0, so the bias costs a factor       *)
(* 1/(1-m), and 1/(1-m)^2 where the noise dominates; any eps > 0 is reached.                 *)
(* The sentence allows |b| = |df|, where it is false: b = - df never moves                   *)
(* (intro_1_printed_false).                                                                  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory satisfiable.
From Biasbound.base Require Import witness one_step.
From Biasbound Require Import lemma_2.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* averaged descent: (5) summed over t < T, with zeta2 = 0 *)
Lemma averaged_descent d (f : 'rV[R]_d.+1 -> R) df L fstar Xi (E : expectation Xi) b n
    M s2 m g x0 T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m 0 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  g * (1 - m) / 2%:R * Psi df E b n g x0 T <= (f x0 - fstar) / T%:R + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> fL fmin orc hN hB g0 gL f_reg df_reg T0.
have step x : P df E b n g f x <=
    f x + g * (m - 1) / 2%:R * nsq (df x) + g ^+ 2 * L / 2%:R * s2.
  have := lemma_2 fL orc hN hB (ltW g0) gL (f_reg 0%N x).
  rewrite ExB ?Ex_cst; [|exact: (f_reg 0%N)|exact: integ_cst].
  by rewrite -/(P df E b n g f x); move: (P _ _ _ _ _ _ _) (f x) (nsq _) => p q r; rlra.
have run t : g * (1 - m) / 2%:R * Gsq df E b n g x0 t <=
    Fgap f df fstar E b n g x0 t - Fgap f df fstar E b n g x0 t.+1 + g ^+ 2 * L / 2%:R * s2.
  have : EX df E b n g x0 t.+1 f <= EX df E b n g x0 t f
      + g * (m - 1) / 2%:R * Gsq df E b n g x0 t + g ^+ 2 * L / 2%:R * s2.
    rewrite /EX /Gsq iterSr -iterP_lin //.
    by apply: iterP_le; [exact: regP|exact: reg_lin|exact: step].
  by rewrite /Fgap; move: (EX _ _ _ _ _ _ _ _) (EX _ _ _ _ _ _ _ _) (Gsq _ _ _ _ _ _ _)
    => p q r; rlra.
exact: (telescope_avg T0 (Fgap_ge0 fmin x0 f_reg) run).
Qed.

Theorem intro_1 d (f : 'rV[R]_d.+1 -> R) df L fstar Xi (E : expectation Xi) b n M s2 m eps x0 T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m 0 ->
  (forall g, reg df E b n g f) -> (forall g, reg df E b n g (fun x => nsq (df x))) ->
  0 < eps -> (0 < T)%N ->
  4%:R * (M + 1) * L * (f x0 - fstar) / ((1 - m) * eps) <= T%:R ->
  8%:R * L * s2 * (f x0 - fstar) / ((1 - m) * eps) ^+ 2 <= T%:R ->
  exists g, [/\ 0 < g, g <= ((M + 1) * L)^-1 & Psi df E b n g x0 T <= eps].
Proof.
move=> fL fmin orc hN hB f_reg df_reg eps0 T0 hT1 hT2.
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
have L0 := smooth_gt0 fL; have M0 := noise_M hN; have s0 := noise_s2 hN.
have p0 : 0 < (M + 1) * L by apply: mulr_gt0 => //; rlra.
pose D := (1 - m) * eps; have D0 : 0 < D by exact: mulr_gt0.
have Tp : 0 < T%:R :> R by rewrite ltr0n.
have [g [g0 gL gs gT]] : exists g, [/\ 0 < g, g <= ((M + 1) * L)^-1, 2%:R * (g * L * s2) <= D &
    4%:R * (f x0 - fstar) <= g * D * T%:R].
  have hT1' : 4%:R * (M + 1) * L * (f x0 - fstar) <= D * T%:R.
    by rewrite [X in _ <= X]mulrC -ler_pdivr_mulr.
  have hT2' : 8%:R * L * s2 * (f x0 - fstar) <= D ^+ 2 * T%:R.
    by rewrite [X in _ <= X]mulrC -ler_pdivr_mulr // exprn_gt0.
  case: (leP (2%:R * ((M + 1) * L)^-1 * L * s2) D) => h.
    exists ((M + 1) * L)^-1; split=> //; first by rewrite invr_gt0.
      by move: h; move: (_^-1) => i; rlra.
    have e : (M + 1) * L * (((M + 1) * L)^-1 * D * T%:R) = D * T%:R.
      by rewrite -[in X in _ * X]mulrA mulVKf // lt0r_neq0.
    rewrite -(ler_pmul2l p0) e.
    by move: hT1'; clear; move: (f x0) (T%:R) => F t; rlra.
  have s1 : 0 < 2%:R * L * s2.
    rewrite lt_neqAle eq_sym !mulr_ge0 ?ler0n ?(ltW L0) // andbT; apply/eqP => e.
    have z : 2%:R * ((M + 1) * L)^-1 * L * s2 = ((M + 1) * L)^-1 * (2%:R * L * s2).
      by move: (_^-1) => i; rring.
    by move: h; rewrite z e mulr0 ltNge (ltW D0).
  exists (D / (2%:R * L * s2)); split.
  - exact: divr_gt0.
  - rewrite ler_pdivr_mulr //; apply: ltW; apply: lt_le_trans h _.
    by rewrite le_eqVlt; apply/orP; left; apply/eqP; clear; move: (_^-1) => i; rring.
  - have e : D / (2%:R * L * s2) * (2%:R * L * s2) = D by rewrite divfK // lt0r_neq0.
    by move: e; move: (D / _) => r; rlra.
  rewrite -(ler_pmul2r s1).
  have -> : D / (2%:R * L * s2) * D * T%:R * (2%:R * L * s2) =
    (D / (2%:R * L * s2) * (2%:R * L * s2)) * D * T%:R.
    by move: (D / _) (T%:R) => r t; rring.
  rewrite divfK ?lt0r_neq0 //; move: hT2'; move: (T%:R) (f x0) => t F; rlra.
exists g; split=> //.
have h := averaged_descent x0 fL fmin orc hN hB g0 gL (f_reg g) (df_reg g) T0.
have k : 0 < g * (1 - m) / 2%:R by rewrite divr_gt0 ?ltr0n // mulr_gt0.
rewrite -(ler_pmul2l k); apply: le_trans h _.
have k1 : (f x0 - fstar) / T%:R <= g * D / 4%:R.
  by rewrite ler_pdivr_mulr //; move: gT; move: (f x0) (T%:R) => F t; rlra.
have k2 := ler_wpmul2l (ltW g0) gs.
by move: k1 k2; rewrite /D; move: (_ / T%:R) => r; rlra.
Qed.

Theorem intro_1_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L fstar b x0 eps,
      smooth f df L -> (forall x, fstar <= f x) -> (forall x, nsq (b x) <= nsq (df x)) -> 0 < eps ->
      exists g t, 0 < g /\ nsq (df (iter t (fun x => x - g *: (df x + b x)) x0)) <= eps).
Proof.
move=> H; pose df := @dquad 0 1.
have q0 (x : 'rV[R]_1) : 0 <= quad 1 x by exact: quad_ge0 (ler01).
have hb x : nsq (- df x) <= nsq (df x) by rewrite nsqN.
have e0 : 0 < 2%:R^-1 :> R by rlra.
have [g [t [_]]] := H _ _ _ _ _ _ (unit0 0) _ (smooth_quad 0 ltr01) q0 hb e0.
have -> : iter t (fun x => x - g *: (df x - df x)) (unit0 0) = unit0 0.
  by elim: t => [//|t IH]; rewrite iterS IH subrr scaler0 subr0.
by rewrite /df /dquad scale1r nsq_unit0; apply/negP; rewrite -ltNge; rlra.
Qed.

Lemma intro_1_satisfiable : satisfiable_by (@intro_1).
Proof.
pose b (x : 'rV[R]_1) := 0 : 'rV[R]_1; pose df (x : 'rV[R]_1) := 2%:R *: x.
have hN : bounded_noise df coin b (@w_noise 0) 0 1.
  split; rewrite ?ler01 // => x; rewrite Ex_coin /w_noise !nsqZ nsq_unit0 /= sqrrN !expr1n.
  by move: (nsq _) => a; rlra.
have hB : bounded_bias df b 4%:R^-1 0.
  split; rewrite ?invr_ge0 ?ler0n //; first by rlra.
  by move=> x; rewrite nsq0 addr0 mulr_ge0 ?nsq_ge0 // invr_ge0 ler0n.
exists 0%N, (fun x => nsq x), df, 2%:R, 0, bool, coin, b, (@w_noise 0), 0, 1, 4%:R^-1, 1, 0, 1%N.
exists (@w_smooth 0), (@w_min 0), (@w_oracle 0), hN, hB.
exists (fun _ _ _ => I), (fun _ _ _ => I), ltr01, isT.
by rewrite nsq0 subr0 !mulr0 !mul0r; do 2! (unshelve eexists; first exact: ler0n).
Qed.
