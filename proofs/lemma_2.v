(* Lemma 2 (equation (5)), the modified descent lemma: for every step size     *)
(* 0 <= g <= 1 / ((M + 1) L), from every x,                                    *)
(*   E f(x+) - f(x) <= - (g/2) (1 - m) |df x|^2 + (g/2) zeta2 + (g^2 L/2) s2.   *)
(* Equality at g = 1 / ((M + 1) L) on f = (L/2)|x|^2, for every M, s2, m, zeta2  *)
(* and every direction u of the bias (lemma_2_tight). No larger step will do: on *)
(* the same f the bound fails for every g > 1 / ((M + 1) L) wherever the         *)
(* expected oracle is not 0 (lemma_2_step_range_sharp); without bias and noise   *)
(* g = 3/(2L) gives -3/8 |df x|^2/L, the bound would be -3/4 |df x|^2/L          *)
(* (lemma_2_step_range_sharp_example).                                           *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import one_step extremal.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem lemma_2 d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 g x :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 <= g -> g <= ((M + 1) * L)^-1 ->
  integ E (fun xi => f (sgd_step df b n g x xi)) ->
  Ex E (fun xi => f (sgd_step df b n g x xi) - f x) <=
    g * (m - 1) / 2%:R * nsq (df x) + g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2.
Proof.
move=> fL orc hN hB g0 gL f_integ.
have [i1 _ n0] := orc; have i2 := noise_integ_nsq orc; have L0 := smooth_gt0 fL.
pose B xi := (- g * dot (df x) (df x + b x))
   + ((- g) * dot (df x) (n x xi) + L * g ^+ 2 / 2%:R * nsq (oracle df b n x xi)).
have iB : integ E B.
  apply: integD; first exact: integ_cst.
  apply: integD; first exact/integZ/integ_dot.
  exact/integZ/integ_nsq_oracle.
apply: (le_trans (y := Ex E B)).
  apply: Ex_le => // [|xi]; first by apply: integB => //; exact: integ_cst.
  by have := oracle_ub b n g fL x xi; rewrite /B; rlra.
rewrite /B ExD; [|exact: integ_cst|]; last first.
  by apply: integD; [exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite Ex_cst ExD; [|exact/integZ/integ_dot|exact/integZ/integ_nsq_oracle].
rewrite (ExZ (- g)); last exact: integ_dot.
rewrite (ExZ (L * _ / _)); last exact: integ_nsq_oracle.
rewrite Ex_dot // n0 (dotC _ 0) dot0l mulr0 add0r.
rewrite (eq_Ex E (Y := fun xi => nsq ((df x + b x) + n x xi))) //.
rewrite (Ex_nsqD _ (i1 x) (i2 x) (n0 x)).
have hn := noise_le hN x; have hb := bias_le hB x.
have hg := stepsize_le fL hN gL.
have e : nsq (df x + b x) = nsq (df x) + 2%:R * dot (df x) (b x) + nsq (b x) by exact: nsqD.
have e2 : dot (df x) (df x + b x) = nsq (df x) + dot (df x) (b x) by rewrite dotDr.
have q0 : 0 <= nsq (df x + b x) by exact: nsq_ge0.
move: hn hb hg e e2 q0.
set En := Ex E _; set q := nsq (df x + b x); set a := nsq (df x).
set c := dot _ (b x); set bb := nsq (b x); set p := dot _ _.
move=> hn hb hg e e2 q0.
have k1 : L * g ^+ 2 / 2%:R * (q + En) <= L * g ^+ 2 / 2%:R * (q + (M * q + s2)).
  apply: ler_wpmul2l; last by rlra.
  by apply: mulr_ge0; [apply: mulr_ge0; [rlra|exact: sqr_ge0]|rlra].
have k2 : g * q * (g * (M + 1) * L) <= g * q * 1.
  by apply: ler_wpmul2l => //; exact: mulr_ge0.
have k3 : g * bb <= g * (m * a + z2) by exact: ler_wpmul2l.
have k4 : g * q = g * (a + 2%:R * c + bb) by rewrite e.
rewrite e2; clear - k1 k2 k3 k4; rlra.
Qed.

Lemma lemma_2_satisfiable : satisfiable_by (@lemma_2).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0.
exists (@w_smooth 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists (ltW w_step_gt0), w_step, I.
Qed.

Theorem lemma_2_tight d L M s2 m z2 (u : 'rV[R]_d.+1 -> 'rV[R]_d.+1) :
  0 < L -> 0 <= M -> 0 <= s2 -> 0 <= m -> m < 1 -> 0 <= z2 -> (forall x, nsq (u x) = 1) ->
  let f := quad L in let df := dquad L in
  let b := extremal_bias df m z2 u in let n := coin_noise df M s2 b in
  let g := ((M + 1) * L)^-1 in
  [/\ smooth f df L, biased_oracle coin n, bounded_noise df coin b n M s2,
      bounded_bias df b m z2 & forall x,
      Ex coin (fun xi => f (sgd_step df b n g x xi) - f x) =
        g * (m - 1) / 2%:R * nsq (df x) + g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2].
Proof.
move=> L0 M0 s0 m0 m1 z0 u1 f df b n g; split.
- exact: smooth_quad.
- exact: coin_noise_oracle.
- exact: coin_noise_bounded.
- exact: extremal_bounded_bias.
move=> x; rewrite coin_noise_step_quad // nsq_extremal_bias // mulVf; last first.
  by rewrite lt0r_neq0 // mulr_gt0 //; rlra.
by move: (nsq _) (nsq _) => a c; rlra.
Qed.

Lemma lemma_2_tight_satisfiable : satisfiable_by (@lemma_2_tight).
Proof.
exists 1%N, 2%:R, 3%:R, 1, 2%:R^-1, 1, (fun=> unit0 1).
do 6! (unshelve eexists; [by rlra|]).
by exists (fun=> nsq_unit0 1).
Qed.

Theorem lemma_2_step_range_sharp d L M s2 m z2 (u : 'rV[R]_d.+1 -> 'rV[R]_d.+1) g x :
  0 < L -> 0 <= M -> 0 <= s2 -> 0 <= m -> m < 1 -> 0 <= z2 -> (forall y, nsq (u y) = 1) ->
  ((M + 1) * L)^-1 < g -> dquad L x + extremal_bias (dquad L) m z2 u x != 0 ->
  let f := quad L in let df := dquad L in
  let b := extremal_bias df m z2 u in let n := coin_noise df M s2 b in
  g * (m - 1) / 2%:R * nsq (df x) + g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2 <
    Ex coin (fun xi => f (sgd_step df b n g x xi) - f x).
Proof.
move=> L0 M0 s0 m0 m1 z0 u1 gL h; cbv zeta.
set df := dquad L in h *; set b := extremal_bias df m z2 u in h *.
rewrite coin_noise_step_quad // [in nsq (b x)]nsq_extremal_bias //.
have q0 : 0 < nsq (df x + b x) by rewrite lt_neqAle eq_sym nsq_eq0 h nsq_ge0.
have p : 0 < (M + 1) * L by apply: mulr_gt0 => //; rlra.
have g0 : 0 < g by apply: lt_trans gL; rewrite invr_gt0.
have k : 1 < g * ((M + 1) * L) by rewrite -ltr_pdivr_mulr // mul1r.
have k1 : 0 < g * (g * ((M + 1) * L) - 1) * nsq (df x + b x).
  by apply: mulr_gt0 => //; apply: mulr_gt0 => //; rlra.
move: k1; rewrite -/b; set q := nsq (df x + _); set a := nsq (df x); clear; rlra.
Qed.

Lemma lemma_2_step_range_sharp_satisfiable : satisfiable_by (@lemma_2_step_range_sharp).
Proof.
exists 0%N, 1, 0, 0, 0, 0, (fun=> unit0 0), 2%:R, (unit0 0).
do 6! (unshelve eexists; [by rlra|]).
exists (fun=> nsq_unit0 0).
unshelve eexists; first by rewrite add0r mul1r invr1; rlra.
unshelve eexists; last by [].
by rewrite /extremal_bias mul0r addr0 sqrtr0 scale0r addr0 /dquad scale1r -nsq_eq0
  nsq_unit0 oner_neq0.
Qed.

Theorem lemma_2_step_range_sharp_example d L (x : 'rV[R]_d.+1) : 0 < L -> x != 0 ->
  let f := quad L in let df := dquad L in let g := 3%:R / (2%:R * L) in
  f (x - g *: df x) - f x = - (3%:R / 8%:R * nsq (df x) / L) /\
  g * (0 - 1) / 2%:R * nsq (df x) = - (3%:R / 4%:R * nsq (df x) / L) /\
  - (3%:R / 4%:R * nsq (df x) / L) < - (3%:R / 8%:R * nsq (df x) / L).
Proof.
move=> L0 x0 f df g.
have Ln : L != 0 by rewrite lt0r_neq0.
have Ln' : L <> 0 by apply/eqP.
split.
  rewrite /f (quad_expand L x) step_displacement dotZr -/df -/(nsq (df x)) nsqZ sqrrN /g.
  by move: (quad _ _) (nsq _) => a c; rfield.
split; first by rewrite /g; move: (nsq _) => a; rfield.
have p : 0 < nsq (df x) / L.
  by apply: divr_gt0 => //; rewrite lt_neqAle eq_sym nsq_eq0 scaler_eq0 negb_or Ln x0 nsq_ge0.
by rewrite -!mulrA; move: p; move: (_ / L) => a; rlra.
Qed.

Lemma lemma_2_step_range_sharp_example_satisfiable :
  satisfiable_by (@lemma_2_step_range_sharp_example).
Proof. by exists 0%N, 1, (unit0 0), ltr01; rewrite -nsq_eq0 nsq_unit0; exists (oner_neq0 _). Qed.
