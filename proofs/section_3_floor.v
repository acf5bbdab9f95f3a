(* Section 3.2: additive bias leaves a floor, of size zeta2/(1 - m) for |df x|^2.           *)
(* In the worst case over oracles: for all m < 1, zeta2 > 0 there are a quadratic f, a       *)
(* noiseless oracle with (m, zeta2)-bounded bias and a start with                            *)
(* |df x0|^2 = zeta2/(1 - m), from which x never moves, whatever the steps                   *)
(* (section_3_floor). No worse: without noise, for every step 0 < g <= 1/L, some iterate     *)
(* has |df x_t|^2 <= zeta2/(1 - m) + a, for every a > 0 (section_3_floor_reached).           *)
(* It is not a lower bound for each oracle with an admissible zeta2 > 0, as the exact        *)
(* gradient is one (section_3_floor_printed_false).                                          *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step extremal.
From Biasbound Require Import remark_5.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* x_{t+1} = x_t - g_t (df x_t + b x_t) *)
Fixpoint descent d (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (g : nat -> R) x0 t :=
  if t is t'.+1 then let x := descent df b g x0 t' in x - g t' *: (df x + b x) else x0.

Theorem section_3_floor d L m z2 : 0 < L -> 0 <= m -> m < 1 -> 0 < z2 ->
  exists (f : 'rV[R]_d.+1 -> R) df b x0,
    [/\ smooth f df L, bounded_bias df b m z2, nsq (df x0) = z2 / (1 - m) &
        forall g t, descent df b g x0 t = x0].
Proof.
move=> L0 m0 m1 z0; pose v := Num.sqrt z2 *: unit0 d.
have nv : nsq v = z2 by rewrite nsqZ nsq_unit0 mulr1 (sqr_sqrtr (ltW z0)).
have v0 : v != 0 by rewrite -nsq_eq0 nv lt0r_neq0.
have [x e] := remark_5_attained L0 m0 m1 v0; have fL := smooth_quad d L0.
exists (quad L), (dquad L), (rho_bias (dquad L) v m), x; split=> //.
- by rewrite -nv; exact: (remark_5_bias (dquad L) m0 m1 v0).1.
- by rewrite -nv; exact: (remark_5 fL m0 m1 v0 e).
by move=> g; elim=> [//|t /= ->]; rewrite e scaler0 subr0.
Qed.

(* the noiseless descent lemma *)
Lemma descent_step d (f : 'rV[R]_d.+1 -> R) df L b m z2 g x :
  smooth f df L -> bounded_bias df b m z2 -> 0 <= g -> g <= L^-1 ->
  f (x - g *: (df x + b x)) <= f x - g / 2%:R * ((1 - m) * nsq (df x) - z2).
Proof.
move=> fL hB g0 gL; apply: le_trans (smooth_ub fL x _) _.
rewrite step_displacement dotZr nsqZ sqrrN.
have k : g * L <= 1 by rewrite -ler_pdivl_mulr ?(smooth_gt0 fL) // mul1r.
have k1 : 0 <= g * ((1 - g * L) * nsq (df x + b x)).
  by rewrite mulr_ge0 // mulr_ge0 ?nsq_ge0 // subr_ge0.
have k2 := ler_wpmul2l g0 (bias_le hB x).
have e := nsqD (df x) (b x); rewrite dotDr -/(nsq (df x)).
move: k1 k2 e; move: (nsq (df x + b x)) => q.
move: (nsq (df x)) (nsq (b x)) (dot _ _) (f x) => a p c y k1 k2 e.
have -> : c = (q - a - p) / 2%:R by rewrite e; rlra.
by move: k1 k2; clear; rlra.
Qed.

Theorem section_3_floor_reached d (f : 'rV[R]_d.+1 -> R) df L fstar b m z2 g x0 a :
  smooth f df L -> (forall x, fstar <= f x) -> bounded_bias df b m z2 ->
  0 < g -> g <= L^-1 -> 0 < a ->
  exists t, nsq (df (descent df b (fun=> g) x0 t)) <= z2 / (1 - m) + a.
Proof.
move=> fL fmin hB g0 gL a0; apply: Classical_Prop.NNPP => no.
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
pose x := descent df b (fun=> g) x0; pose c := g / 2%:R * ((1 - m) * a).
have c0 : 0 < c by rewrite mulr_gt0 ?divr_gt0 ?ltr0n // mulr_gt0.
have step t : f (x t.+1) <= f (x t) - c.
  apply: le_trans (descent_step (x t) fL hB (ltW g0) gL) _.
  rewrite ler_add2l ler_opp2 /c; apply: ler_wpmul2l; first by rewrite divr_ge0 ?ler0n // ltW.
  have big : z2 / (1 - m) + a < nsq (df (x t)).
    by rewrite ltNge; apply/negP => h; apply: no; exists t.
  have := ler_wpmul2l (ltW m1) (ltW big); rewrite mulrDr (mulrC (1 - m) (z2 / _)).
  by rewrite divfK ?lt0r_neq0 // => h; rewrite ler_subr_addl.
have low t : f (x t) <= f x0 - t%:R * c.
  elim: t => [|t IH]; first by rewrite mul0r subr0.
  apply: le_trans (step t) _; rewrite -(addn1 t) natrD mulrDl mul1r.
  by move: IH; move: (f _) (f _) (_ * _) => p q r; rlra.
pose T := Num.bound `|(f x0 - fstar) / c|.
have := le_trans (fmin (x T)) (low T).
rewrite ler_subr_addr -ler_subr_addl -ler_pdivl_mulr // leNgt => /negP; apply.
by apply: le_lt_trans (ler_norm _) _; exact: archi_boundP.
Qed.

Theorem section_3_floor_printed_false :
  ~ (exists2 c : R, 0 < c & forall d (f : 'rV[R]_d.+1 -> R) df L b m z2 g x0 t,
      smooth f df L -> bounded_bias df b m z2 -> 0 < z2 ->
      c * z2 <= nsq (df (descent df b g x0 t))).
Proof.
case=> c c0 H; have hB : bounded_bias (@dquad 0 1) (fun=> 0) 0 1.
  by split=> [|||x]; rewrite ?ltr01 ?ler01 // nsq0 mul0r add0r ler01.
have := H _ _ _ _ _ _ _ (fun=> 1) 0 0%N (smooth_quad 0 ltr01) hB ltr01.
by rewrite /= /dquad scaler0 nsq0 mulr1 leNgt c0.
Qed.

Lemma section_3_floor_satisfiable : satisfiable_by (@section_3_floor).
Proof. by exists 1%N, 2%:R, 4%:R^-1, 1; do 4! (unshelve eexists; [by rlra|]). Qed.

Lemma section_3_floor_reached_satisfiable : satisfiable_by (@section_3_floor_reached).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 0, (@w_bias 0), 4%:R^-1, 1, 2%:R^-1.
exists (unit0 0), 1, (@w_smooth 0), (@w_min 0), (@w_bounded_bias 0).
by do 3! (unshelve eexists; [by rlra|]).
Qed.
