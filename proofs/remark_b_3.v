(* Appendix B.3, last paragraph: why the radius of Gaussian smoothing has a       *)
(* factor d too many. Not Theorem 6 is to blame, but the zeta2 of Lemma 13: with  *)
(* zeta2 = d tau^2 L^2 the same argument gives, for every step size               *)
(* 0 <= g <= 1/((M+1) L), M = 4d + 7, one step of contraction towards the radius  *)
(*   r = (21/16) d^2 tau^2 L^2 / mu:  E f(x+) - f* - r <= (1 - g mu)(f(x) - f* - r). *)
(* Here d + 1 stands for d.                                                       *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
From Biasbound.base Require Import lipschitz_gradient smoothing satisfiable witness.
From Biasbound Require Import lemma_2 gaussian_smoothing_sharp_bias.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem remark_b_3 d (f : 'rV[R]_d.+1 -> R) df L mu fstar (tau g : R) x :
  lipschitz_gradient f df L -> PL f df mu fstar -> 0 < tau ->
  0 <= g -> g <= ((4%:R * d.+1%:R + 7%:R + 1) * L)^-1 ->
  let r : R := 21%:R / 16%:R * d.+1%:R ^+ 2 * tau ^+ 2 * L ^+ 2 / mu in
  is_true (Ex (gauss d.+1) (fun u => f (x - g *: smoothing f tau x u)) - fstar - r <=
    (1 - g * mu) * (f x - fstar - r)).
Proof.
move=> fL fP t0 g0 gL r; set D : R := d.+1%:R in gL r *.
have [orc hB hN] := gaussian_smoothing_sharp_bias_oracle fL t0; rewrite -/D in hB hN.
have fs := lip_smooth fL; have L0 := lip_gt0 fL; have mu0 := PL_gt0 fP.
have D1 : 1 <= D by rewrite /D ler1n.
have er : mu * r = 21%:R / 16%:R * D ^+ 2 * tau ^+ 2 * L ^+ 2.
  by rewrite /r mulrC divfK // gt_eqF.
have egr : g * mu * r = g * (21%:R / 16%:R * D ^+ 2 * tau ^+ 2 * L ^+ 2) by rewrite -mulrA er.
clearbody r; clear er.
have eo u : sgd_step df (smoothing_bias f df tau) (smoothing_noise f tau) g x u
    = x - g *: smoothing f tau x u.
  by rewrite /sgd_step /oracle smoothing_avgE (addrC (smoothing_avg _ _ _)) subrK.
have iF : integ (gauss d.+1) (fun u => f (x - g *: smoothing f tau x u)).
  exact: (smoothing_step_integ tau fL).
have iS : integ (gauss d.+1) (fun u => f (sgd_step df (smoothing_bias f df tau)
    (smoothing_noise f tau) g x u)) by apply: eq_integ iF => u; rewrite eo.
have := lemma_2 fs orc hN hB g0 gL iS.
rewrite ExB //; last exact: integ_cst.
rewrite Ex_cst (eq_Ex _ (Y := fun u => f (x - g *: smoothing f tau x u))); last first.
  by move=> u; rewrite eo.
have pl := ler_wpmul2l g0 (PL_ineq fP x).
have gl := stepsize_le fs hN gL.
have T0 : 0 <= g * (tau ^+ 2 * L ^+ 2) by apply: mulr_ge0 => //; apply: mulr_ge0; exact: sqr_ge0.
have k : g * (tau ^+ 2 * L ^+ 2) * (D * (D + 12%:R)) * (g * (4%:R * D + 7%:R + 1) * L) <=
    g * (tau ^+ 2 * L ^+ 2) * (D * (D + 12%:R)) * 1.
  apply: ler_wpmul2l => //; apply: mulr_ge0 => //; apply: mulr_ge0;
    by move: D1; clear; move: D => e; rlra.
have T1 : 0 <= g * (tau ^+ 2 * L ^+ 2) * (D * (D - 1)).
  by apply: mulr_ge0 => //; apply: mulr_ge0; move: D1; clear; move: D => e; rlra.
move: pl k T1 egr; clear; move: r (Ex _ _) (f x) (nsq _) D => r E fx N e pl k T1 egr h.
by move: pl k T1 egr h; rlra.
Qed.

Lemma remark_b_3_satisfiable : satisfiable_by (@remark_b_3).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, 0, 1, 0, 0.
have g0 : 0 <= ((4%:R * 1%:R + 7%:R + 1) * 2%:R)^-1 :> R.
  by rewrite invr_ge0; rlra.
by exists (lipschitz_nsq 0), (@w_PL 0), ltr01, (lexx 0), g0.
Qed.

(* The printed order d^3 of the radius zeta2/mu is not inherent: no c > 0 is such *)
(* that every zeta2 valid in dimension d is at least c d^3 tau^2 L^2              *)
Theorem remark_b_3_printed_false :
  ~ (exists c : R, 0 < c /\ forall (d : nat) (tau L z2 : R), 0 < tau -> 0 < L ->
      (forall (f : 'rV[R]_d.+1 -> R) df, lipschitz_gradient f df L ->
         bounded_bias df (smoothing_bias f df tau) 0 z2) ->
      c * d.+1%:R ^+ 3 * tau ^+ 2 * L ^+ 2 <= z2).
Proof.
move=> [c [c0 H]]; pose d := Num.bound c^-1.
have ci : 0 < c^-1 by rewrite invr_gt0.
have hd : c^-1 < d%:R := archi_boundP (ltW ci).
have valid (f : 'rV[R]_d.+1 -> R) df : lipschitz_gradient f df 1 ->
    bounded_bias df (smoothing_bias f df 1) 0 d.+1%:R.
  move=> fL; have [_ h _] := gaussian_smoothing_sharp_bias_oracle fL ltr01.
  by move: h; rewrite !expr1n !mulr1.
have := H d 1 1 (d.+1%:R) ltr01 ltr01 valid; rewrite !expr1n !mulr1.
have e : c * c^-1 = 1 by rewrite divff // gt_eqF.
have k := ltr_pmul2l c0; rewrite -(k) e in hd.
rewrite natS; have d0 : 0 <= d%:R :> R := ler0n _ _.
move: c0 hd d0; clear; move: (d%:R) => y c0 hd y0.
have h1 := mulr_ge0 (ltW c0) y0.
have h2 := mulr_ge0 h1 y0; have h3 : 0 <= (c * y - 1) * y by apply: mulr_ge0 => //; rlra.
have h4 := mulr_ge0 h2 y0; have h5 : 0 <= (c * y - 1) * y * y by apply: mulr_ge0.
by rlra.
Qed.
