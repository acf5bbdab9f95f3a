(* Equation (6), one step under PL: for 0 < g <= 1/((M+1)L),                    *)
(*   F_{t+1} <= (1 - g mu (1-m)) F_t + g z2/2 + g^2 L s2/2,  F_t = E f(x_t) - f*. *)
(* An equality for f = (L/2)|x|^2 (kappa = 1) at the largest step, whenever       *)
(* Assumptions 3 and 4 hold with equality.                                        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import satisfiable witness quadratic.
From Biasbound Require Import lemma_3.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem equation_6 d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n M s2 m z2 g
    fstar x0 t :
  smooth f df L -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 t.+1 <=
    (1 - g * mu * (1 - m)) * Fgap f df fstar E b n g x0 t
    + g * z2 / 2%:R + g ^+ 2 * L * s2 / 2%:R.
Proof.
move=> fL fPL orc hN hB g0 gL f_reg df_reg; have m1 := bias_m1 hB.
have k : 0 <= g * (1 - m) / 2%:R by rewrite divr_ge0 ?mulr_ge0 ?subr_ge0 ?ler0n // ltW.
have := PL_contraction f_reg df_reg fPL k (descent_trajectory fstar x0 f_reg df_reg
  (fun x => lemma_2_P x fL orc hN hB (ltW g0) gL f_reg)) t.
by move: (Fgap _ _ _ _ _ _ _ _ _) (Fgap _ _ _ _ _ _ _ _ _) => A B; clear; rlra.
Qed.

Theorem equation_6_attained d f df L Xi (E : expectation Xi) (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) n
    M s2 m z2 g x0 t :
  f = (fun x => L / 2%:R * nsq x) -> df = (fun x => L *: x) -> biased_oracle E n ->
  (forall x, Ex E (fun xi => nsq (n x xi)) = M * nsq (df x + b x) + s2) ->
  (forall x, nsq (b x) = m * nsq (df x) + z2) ->
  g * ((M + 1) * L) = 1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df 0 E b n g x0 t.+1 =
    (1 - g * L * (1 - m)) * Fgap f df 0 E b n g x0 t
    + g * z2 / 2%:R + g ^+ 2 * L * s2 / 2%:R.
Proof.
move=> -> -> orc nE bE gE f_reg df_reg.
have := descent_trajectory_eq 0 x0 f_reg df_reg (exact_descent orc nE bE gE) t.
have -> : Gsq (@quad_grad d L) E b n g x0 t =
  2%:R * L * Fgap (@quad d L) (@quad_grad d L) 0 E b n g x0 t.
  rewrite /Fgap subr0 /Gsq.
  have r0 : reg (@quad_grad d L) E b n g (fun=> 0).
    by move=> s x; under [X in integ _ X]funext do rewrite iterP_cst; exact: integ_cst.
  have -> : (fun x => nsq (@quad_grad d L x)) = fun x => 0 + (2%:R * L) * @quad d L x + 0.
    by apply: funext => x; rewrite /quad_grad nsqZ /quad; move: (nsq x) => q; rlra.
  by rewrite /EX iterP_lin // iterP_cst add0r addr0.
move=> ->; move: (Fgap _ _ _ _ _ _ _ _ _) => A; clear; rlra.
Qed.

Lemma equation_6_satisfiable : satisfiable_by (@equation_6).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin.
exists (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 0%N.
exists (@w_smooth 0), (@w_PL 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists w_step_gt0, w_step.
Qed.

Lemma equation_6_attained_satisfiable : satisfiable_by (@equation_6_attained).
Proof.
have le01 : 0 <= 1 :> R := ler01; have m0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
pose df := @quad_grad 0 2%:R; pose b := tight_bias df 4%:R^-1 1.
exists 0%N, (@quad 0 2%:R), df, 2%:R, bool, coin, b, (tight_noise df 1 1 4%:R^-1 1).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0%N.
exists erefl, erefl, (tight_oracle df 1 1 4%:R^-1 1).
exists (tight_noise_eq df _ _ le01 le01), (tight_bias_eq df m0 le01).
have e2 : 4%:R^-1 * ((1 + 1) * 2%:R) = 1 :> R by rlra.
by exists e2.
Qed.
