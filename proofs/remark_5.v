(* Remark 5: the floor is attained. For a vector v, zeta2 = |v|^2 > 0, 0 <= m < 1, and *)
(* the oracle g(x) = df x + rho(x) v, rho(x)^2 = 1 + (m/zeta2)|df x|^2:                *)
(*   |rho(x) v|^2 = m |df x|^2 + zeta2, so the bias is (m, zeta2)-bounded, with         *)
(*   equality (remark_5_bias), and  |df x|^2 = zeta2/(1 - m)  where g(x) = 0 (remark_5). *)
(* There is such a point only where - rho v is in the range of df; for f = (L/2)|x|^2   *)
(* there always is (remark_5_attained).                                                 *)
(* The paper also allows m = 1, where g has no zero (remark_5_m_1), and writes          *)
(* "nabla g(x) = 0": a zero of the derivative of g has no such property                 *)
(* (remark_5_printed_false, with f = 0 and the constant oracle g = v).                  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp functions.
From mathcomp.analysis Require Import Rstruct reals topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition rho d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (v : 'rV[R]_d.+1) (m : R) x : R :=
  Num.sqrt (1 + m / nsq v * nsq (df x)).

Definition rho_bias d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) v m x := rho df v m x *: v.

Lemma nsq_rho_bias d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) v m x : 0 <= m -> v != 0 ->
  nsq (rho_bias df v m x) = m * nsq (df x) + nsq v.
Proof.
move=> m0 v0; have zp : 0 < nsq v by rewrite lt_neqAle eq_sym nsq_eq0 v0 nsq_ge0.
have p : 0 <= 1 + m / nsq v * nsq (df x).
  by rewrite addr_ge0 ?ler01 // mulr_ge0 ?nsq_ge0 // divr_ge0 // ltW.
by rewrite nsqZ (sqr_sqrtr p) mulrDl mul1r mulrAC divfK ?lt0r_neq0 // addrC.
Qed.

Theorem remark_5_bias d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) v m :
  0 <= m -> m < 1 -> v != 0 ->
  bounded_bias df (rho_bias df v m) m (nsq v) /\
  forall x, nsq (rho_bias df v m x) = m * nsq (df x) + nsq v.
Proof.
move=> m0 m1 v0; split=> [|x]; last exact: nsq_rho_bias.
by split; rewrite ?nsq_ge0 // => x; rewrite nsq_rho_bias.
Qed.

Theorem remark_5 d (f : 'rV[R]_d.+1 -> R) df L v m x :
  smooth f df L -> 0 <= m -> m < 1 -> v != 0 ->
  df x + rho_bias df v m x = 0 -> nsq (df x) = nsq v / (1 - m).
Proof.
move=> _ m0 m1 v0 e; have e' : df x = - rho_bias df v m x by apply/eqP; rewrite -addr_eq0 e.
have h : nsq (df x) = m * nsq (df x) + nsq v by rewrite -(nsq_rho_bias df x m0 v0) {1}e' nsqN.
have p : 1 - m != 0 by rewrite subr_eq0 eq_sym (lt_eqF m1).
by apply: (mulIf p); rewrite divfK //; move: h; move: (nsq _) (nsq _) => a q; rlra.
Qed.

Theorem remark_5_attained d L (v : 'rV[R]_d.+1) m :
  0 < L -> 0 <= m -> m < 1 -> v != 0 ->
  exists x, dquad L x + rho_bias (dquad L) v m x = 0.
Proof.
move=> l0 m0 m1 v0; pose c := Num.sqrt (1 - m)^-1.
have p : 0 < 1 - m by rewrite subr_gt0.
have p' : 0 <= (1 - m)^-1 by rewrite invr_ge0 ltW.
have c2 : c ^+ 2 = (1 - m)^-1 by rewrite /c (sqr_sqrtr p').
have zp : 0 < nsq v by rewrite lt_neqAle eq_sym nsq_eq0 v0 nsq_ge0.
have dx : dquad L (L^-1 *: (- c *: v)) = - c *: v.
  by rewrite /dquad scalerA divff ?lt0r_neq0 // scale1r.
exists (L^-1 *: (- c *: v)); rewrite /rho_bias /rho dx nsqZ sqrrN c2.
suff -> : Num.sqrt (1 + m / nsq v * ((1 - m)^-1 * nsq v)) = c by rewrite scaleNr addNr.
rewrite /c; congr Num.sqrt.
have e : (1 - m) * (1 - m)^-1 = 1 by rewrite mulfV // lt0r_neq0.
have e' : (nsq v)^-1 * nsq v = 1 by rewrite mulVf // lt0r_neq0.
move: e e'; move: (nsq v) => q; move: (1 - m)^-1 (q^-1) => i j e e'.
have -> : m * j * (i * q) = (j * q) * (i - (1 - m) * i) by rring.
by rewrite e' e mul1r; rring.
Qed.

Theorem remark_5_m_1 d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) v x :
  v != 0 -> df x + rho_bias df v 1 x <> 0.
Proof.
move=> v0 e; have e' : df x = - rho_bias df v 1 x by apply/eqP; rewrite -addr_eq0 e.
have h : nsq (df x) = 1 * nsq (df x) + nsq v by rewrite -(nsq_rho_bias df x ler01 v0) {1}e' nsqN.
have zp : 0 < nsq v by rewrite lt_neqAle eq_sym nsq_eq0 v0 nsq_ge0.
by move: zp h; move: (nsq _) (nsq _) => a q; rlra.
Qed.

Theorem remark_5_printed_false : ~ (forall d (f : 'rV[R]_d.+1 -> R) df L v m (x : 'rV[R]_d.+1),
  smooth f df L -> 0 <= m -> m < 1 -> v != 0 ->
  is_diff (x : 'rV[real_realType]_d.+1)
    ((fun y => df y + rho_bias df v m y) : 'rV[real_realType]_d.+1 -> 'rV[real_realType]_d.+1)
    (fun=> 0) ->
  nsq (df x) = nsq v / (1 - m)).
Proof.
move=> H; pose v := unit0 0; pose df (x : 'rV[R]_1) : 'rV[R]_1 := 0.
have sm : smooth (fun=> 0) df 1.
  split=> [||x y]; [|exact: ltr01|].
    by apply: (gradient_from_bounds (lexx 0)) => x y; rewrite dot0l !subr0 normr0 mul0r.
  by rewrite dot0l !add0r mulr_ge0 ?nsq_ge0 // divr_ge0 ?ler0n ?ler01.
have v0 : v != 0 by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
have e : (fun y : 'rV[R]_1 => df y + rho_bias df v 0 y) = fun=> v.
  by apply: funext => y; rewrite /rho_bias /rho !mul0r addr0 sqrtr1 scale1r add0r.
have := H _ _ df 1 v 0 0 sm (lexx 0) (ltr01) v0; rewrite e.
have D : is_diff (0 : 'rV[real_realType]_1)
   ((fun=> v) : 'rV[real_realType]_1 -> 'rV[real_realType]_1) (fun=> 0).
  exact: is_diff_cst.
move=> /(_ D) /eqP; rewrite nsq0 subr0 divr1 nsq_unit0 eq_sym oner_eq0 //.
Qed.

Lemma remark_5_bias_satisfiable : satisfiable_by (@remark_5_bias).
Proof.
exists 0%N, (dquad 2%:R), (unit0 0), 4%:R^-1; do 2! (unshelve eexists; [by rlra|]).
by unshelve eexists; first by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
Qed.

Lemma remark_5_satisfiable : satisfiable_by (@remark_5).
Proof.
have h1 : 0 < 2%:R :> R by rlra.
have h2 : 0 <= 4%:R^-1 :> R by rlra.
have h3 : 4%:R^-1 < 1 :> R by rlra.
have v0 : unit0 0 != 0 by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
have [x e] := remark_5_attained h1 h2 h3 v0.
exists 0%N, (quad 2%:R), (dquad 2%:R), 2%:R, (unit0 0), 4%:R^-1, x.
by exists (smooth_quad 0 h1), h2, h3, v0, e.
Qed.

Lemma remark_5_attained_satisfiable : satisfiable_by (@remark_5_attained).
Proof.
exists 1%N, 2%:R, (unit0 1), 4%:R^-1; do 3! (unshelve eexists; [by rlra|]).
by unshelve eexists; first by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
Qed.

Lemma remark_5_m_1_satisfiable : satisfiable_by (@remark_5_m_1).
Proof.
exists 1%N, (dquad 2%:R), (unit0 1), 0.
by unshelve eexists; first by rewrite -nsq_eq0 nsq_unit0 oner_neq0.
Qed.
