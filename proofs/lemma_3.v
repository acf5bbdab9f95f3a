(* Lemma 3, the gradient norms of biased SGD. With                             *)
(*   Psi_T = (1/T) sum_{t<T} E|df x_t|^2,  F_t = E f(x_t) - f*,                 *)
(* every 0 < g <= 1/((M+1)L) and T >= 1 give                                    *)
(*   Psi_T <= 2 F_0/(T g (1-m)) + g L s2/(1-m) + z2/(1-m)          lemma_3       *)
(*   and E|df x_t|^2 <= Psi_T for some t in {0, ..., T-1};                       *)
(*   the same with F_0 - F_T in place of F_0                 lemma_3_sharper     *)
(*   for a process whose bias and noise depend on the past   lemma_3_adapted     *)
(* The second is an equality for f = (L/2)|x|^2 at the largest step, whenever    *)
(* Assumptions 3 and 4 hold with equality (lemma_3_sharp); the floor z2/(1-m) is *)
(* attained for every m, z2, step and T (lemma_3_floor_attained). The minimum    *)
(* over t = 1, ..., T can exceed Psi_T (lemma_3_printed_false).                   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import adapted satisfiable witness quadratic.
From Biasbound Require Import lemma_2.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* Lemma 2, read as a bound on P f x = E f(x+) *)
Lemma lemma_2_P d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 g x :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 <= g -> g <= ((M + 1) * L)^-1 -> reg df E b n g f ->
  P df E b n g f x <= f x - g * (1 - m) / 2%:R * nsq (df x)
    + (g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2).
Proof.
move=> fL orc hN hB g0 gL f_reg.
have := lemma_2 fL orc hN hB g0 gL (f_reg 0%N x).
rewrite ExB; [|exact: (f_reg 0%N)|exact: integ_cst].
by rewrite Ex_cst -/(P df E b n g f x); set A := nsq _; rlra.
Qed.

(* k Psi <= D/T + c with k = g (1-m)/2, divided by k *)
Lemma divide_by_rate (g m L s2 z2 D Tr : R) : 0 < g -> m < 1 -> 0 < Tr ->
  (g * (1 - m) / 2%:R) * (2%:R * D / (Tr * g * (1 - m)) + g * L * s2 / (1 - m) + z2 / (1 - m)) =
  D / Tr + (g / 2%:R * z2 + g ^+ 2 * L / 2%:R * s2).
Proof.
move=> g0; rewrite -(subr_gt0 m) => m1 Tp.
have e1 : Tr <> 0 by move=> e; move: Tp; rewrite e ltxx.
have e2 : g <> 0 by move=> e; move: g0; rewrite e ltxx.
have e3 : 1 - m <> 0 by move=> e; move: m1; rewrite e ltxx.
by rfield; do ?split; move: e1 e2 e3.
Qed.

Theorem lemma_3_sharper d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 g
    fstar x0 T :
  smooth f df L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  Psi df E b n g x0 T <=
    2%:R * (Fgap f df fstar E b n g x0 0 - Fgap f df fstar E b n g x0 T) / (T%:R * g * (1 - m))
    + g * L * s2 / (1 - m) + z2 / (1 - m).
Proof.
move=> fL orc hN hB g0 gL f_reg df_reg T0.
have m1 := bias_m1 hB; have Tp : 0 < T%:R :> R by rewrite ltr0n.
have k : 0 < g * (1 - m) / 2%:R by rewrite divr_gt0 ?mulr_gt0 ?subr_gt0 ?ltr0n.
rewrite -(ler_pmul2l k) divide_by_rate //; apply: descent_average => // t.
apply: descent_trajectory => // x; exact: lemma_2_P orc hN hB (ltW g0) gL f_reg.
Qed.

Theorem lemma_3 d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 g
    fstar x0 T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  Psi df E b n g x0 T <=
    2%:R * Fgap f df fstar E b n g x0 0 / (T%:R * g * (1 - m))
    + g * L * s2 / (1 - m) + z2 / (1 - m)
  /\ exists2 t, (t < T)%N & Gsq df E b n g x0 t <= Psi df E b n g x0 T.
Proof.
move=> fL fmin orc hN hB g0 gL f_reg df_reg T0.
split; last exact: min_le_average.
apply: le_trans (lemma_3_sharper fstar x0 fL orc hN hB g0 gL f_reg df_reg T0) _.
have m1 := bias_m1 hB; have Tp : 0 < T%:R :> R by rewrite ltr0n.
rewrite !ler_add2r ler_pmul2r; last by rewrite invr_gt0 !mulr_gt0 // subr_gt0.
rewrite ler_pmul2l ?ltr0n // ler_subl_addr ler_addl; exact: Fgap_ge0.
Qed.

(* Psi_T as E|df(x_out)|^2 for x_out uniform in {x_0, ..., x_{T-1}} *)
Lemma lemma_3_uniform_iterate d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) b n g
    x0 T (w0 : forall t : 'I_T, 0 <= T%:R^-1 :> R) (w1 : \sum_(t < T) T%:R^-1 = 1 :> R) :
  Psi df E b n g x0 T = Ex (fin_expectation w0 w1) (fun t => Gsq df E b n g x0 t).
Proof. by rewrite /Psi /= big_distrr. Qed.

Theorem lemma_3_adapted d (f : 'rV[R]_d.+1 -> R) df L M s2 m z2 g fstar Om (E : expectation Om)
    (adapted : nat -> (Om -> R) -> Prop) x b n T :
  smooth f df L -> (forall y, fstar <= f y) ->
  adapted_sgd df M s2 m z2 g E adapted x b n -> adapted_integrable f df E x b n ->
  0 <= M -> m < 1 -> 0 < g -> g <= ((M + 1) * L)^-1 -> (0 < T)%N ->
  T%:R^-1 * (\sum_(t < T) Ex E (fun w => nsq (df (x t w)))) <=
    2%:R * (Ex E (fun w => f (x 0%N w)) - fstar) / (T%:R * g * (1 - m))
    + g * L * s2 / (1 - m) + z2 / (1 - m)
  /\ exists2 t, (t < T)%N & Ex E (fun w => nsq (df (x t w))) <=
       T%:R^-1 * (\sum_(t < T) Ex E (fun w => nsq (df (x t w)))).
Proof.
move=> fL fmin run int M0 m1 g0 gL T0.
split; last exact: (min_le_average (fun t => Ex E (fun w => nsq (df (x t w))))).
have Tp : 0 < T%:R :> R by rewrite ltr0n.
have k : 0 < g * (1 - m) / 2%:R by rewrite divr_gt0 ?mulr_gt0 ?subr_gt0 ?ltr0n.
rewrite -(ler_pmul2l k) divide_by_rate //.
apply: (@telescope_avg (fun t => Ex E (fun w => f (x t w)) - fstar)
  (fun t => Ex E (fun w => nsq (df (x t w))))) => // t.
  by rewrite subr_ge0 -(Ex_cst E fstar); apply: Ex_le => //; [exact: integ_cst|exact: (ai_f int)].
have := adapted_descent fL run int M0 g0 gL t.
by move: (Ex E _) (Ex E _) (Ex E _) => A B C; clear; rlra.
Qed.

Theorem lemma_3_sharp d L f df Xi (E : expectation Xi) (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) n
    M s2 m z2 g fstar x0 T :
  f = (fun x => L / 2%:R * nsq x) -> df = (fun x => L *: x) -> biased_oracle E n ->
  (forall x, Ex E (fun xi => nsq (n x xi)) = M * nsq (df x + b x) + s2) ->
  (forall x, nsq (b x) = m * nsq (df x) + z2) ->
  m < 1 -> 0 < g -> g * ((M + 1) * L) = 1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  Psi df E b n g x0 T =
    2%:R * (Fgap f df fstar E b n g x0 0 - Fgap f df fstar E b n g x0 T) / (T%:R * g * (1 - m))
    + g * L * s2 / (1 - m) + z2 / (1 - m).
Proof.
move=> -> -> orc nE bE m1 g0 gE f_reg df_reg T0.
have Tp : 0 < T%:R :> R by rewrite ltr0n.
have k : g * (1 - m) / 2%:R != 0 by rewrite lt0r_neq0 // divr_gt0 ?mulr_gt0 ?subr_gt0 ?ltr0n.
apply: (mulfI k); rewrite divide_by_rate //; apply: descent_average_eq => // t.
by apply: descent_trajectory_eq => // x; exact: (exact_descent orc nE bE gE).
Qed.

(* x_0 is a point where the oracle, without noise, vanishes *)
Lemma stuck d (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) g x0 phi t :
  df x0 + b x0 = 0 -> EX df E b (fun _ _ => 0) g x0 t phi = phi x0.
Proof.
move=> e; rewrite /EX; elim: t => [//|t IH] /=; rewrite /P -[RHS](Ex_cst E).
by apply: eq_Ex => xi; rewrite /sgd_step /oracle e addr0 scaler0 subr0.
Qed.

Theorem lemma_3_floor_attained d m z2 : 0 <= m -> m < 1 -> 0 <= z2 ->
  exists (f : 'rV[R]_d.+1 -> R) (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (x0 : 'rV[R]_d.+1),
  [/\ smooth f df 1, (forall x, 0 <= f x), bounded_bias df b m z2 &
  forall Xi (E : expectation Xi) g T, (0 < T)%N ->
    Psi df E b (fun _ _ => 0) g x0 T = z2 / (1 - m)].
Proof.
move=> m0 m1 z0; have p : 0 < 1 - m by rewrite subr_gt0.
pose df := @quad_grad d 1; pose r := z2 / (1 - m); pose x0 := - (Num.sqrt r *: @unit0 d).
have r0 : 0 <= r by rewrite divr_ge0 // ltW.
have G : nsq (df x0) = r.
  by rewrite /df /quad_grad scale1r nsqN nsqZ nsq_unit0 mulr1 sqr_sqrtr.
exists (@quad d 1), df, (tight_bias df m z2), x0; split.
- by apply: smooth_quad; rewrite ltr01.
- by move=> x; apply: quad_ge0; rewrite ltr01.
- exact: tight_bounded_bias.
move=> Xi E g T T0; rewrite /Psi /Gsq (eq_bigr (fun=> r)); last first.
  move=> t _; rewrite stuck ?G // /tight_bias G /df /quad_grad scale1r.
  have -> : m * r + z2 = r.
    have e y : y * (1 - m) = z2 -> m * y + z2 = y by move=> h; clear -h; rlra.
    by apply: e; exact: divfK (lt0r_neq0 p) z2.
  by rewrite /x0 addNr.
by rewrite sumr_const card_ord -(mulr_natl r) mulKf // pnatr_eq0 -lt0n.
Qed.

Theorem lemma_3_printed_false : ~ (forall d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi)
    b n M s2 m z2 g fstar x0 T,
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  exists2 t, (1 <= t <= T)%N & Gsq df E b n g x0 t <= Psi df E b n g x0 T).
Proof.
pose df := @quad_grad 0 1; pose b (x : 'rV[R]_1) : 'rV[R]_1 := 0.
have En x : Ex coin (fun w => nsq (w_noise x w)) = 1 :> R.
  by rewrite Ex_coin /w_noise !nsqZ nsq_unit0; rlra.
have fL : smooth (@quad 0 1) df 1 by apply: smooth_quad; rewrite ltr01.
have f0 x : 0 <= @quad 0 1 x by apply: quad_ge0; rewrite ltr01.
have hN : bounded_noise df coin b (@w_noise 0) 0 1.
  by split=> // [|x]; rewrite ?ler01 // En mul0r add0r.
have hB : bounded_bias df b 0 0.
  by split=> // [|x]; rewrite ?ltr01 // /b nsq0 mul0r addr0.
have gL : 1 <= ((0 + 1) * 1)^-1 :> R by rewrite add0r mulr1 invr1.
move=> H; have := H _ _ df 1 _ coin b _ 0 1 0 0 1 0 0 1%N fL f0 (@w_oracle 0) hN hB ltr01 gL.
case=> //; move=> [|[|t]] // _; rewrite /Psi big_ord1 /Gsq /EX /= invr1 mul1r /df /quad_grad.
rewrite big_bool /coin_weight /sgd_step /oracle /b !scale1r nsq0 !addr0 !add0r.
by rewrite !nsqN /w_noise !nsqZ nsq_unit0 /= => h; rlra.
Qed.

Lemma lemma_3_sharper_satisfiable : satisfiable_by (@lemma_3_sharper).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 1%N.
exists (@w_smooth 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists w_step_gt0, w_step.
Qed.

Lemma lemma_3_satisfiable : satisfiable_by (@lemma_3).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 1%N.
exists (@w_smooth 0), (@w_min 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists w_step_gt0, w_step.
Qed.

Lemma lemma_3_sharp_satisfiable : satisfiable_by (@lemma_3_sharp).
Proof.
have le01 : 0 <= 1 :> R := ler01; have m0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
pose df := @quad_grad 0 2%:R; pose b := tight_bias df 4%:R^-1 1.
exists 0%N, 2%:R, (@quad 0 2%:R), df, bool, coin, b, (tight_noise df 1 1 4%:R^-1 1).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 1%N.
exists erefl, erefl, (tight_oracle df 1 1 4%:R^-1 1).
exists (tight_noise_eq df _ _ le01 le01), (tight_bias_eq df m0 le01).
have e1 : 4%:R^-1 < 1 :> R by rlra.
have e2 : 4%:R^-1 * ((1 + 1) * 2%:R) = 1 :> R by rlra.
by exists e1, w_step_gt0, e2.
Qed.

Lemma lemma_3_floor_attained_satisfiable : satisfiable_by (@lemma_3_floor_attained).
Proof. by exists 1%N, 0, 1, (lexx 0), ltr01, ler01. Qed.

(* one coin decides the first step and, from then on, whether there is a bias *)
Section AdaptedWitness.
Local Notation V := 'rV[R]_1.
Let known t (Z : bool -> R) := t = 0%N -> Z true = Z false.
Let n t (w : bool) : V := if t is 0%N then w_noise 0 w else 0.
Let b_of (w : bool) (y : V) : V := if w then y else 0.
Fixpoint w_run t (w : bool) : V :=
  if t is t'.+1 then
    let y := w_run t' w in y - 4%:R^-1 *: (2%:R *: y + b_of w y + n t' w)
  else 0.

Lemma lemma_3_adapted_satisfiable : satisfiable_by (@lemma_3_adapted).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 1, 1, 4%:R^-1, 0, 4%:R^-1, 0.
exists bool, coin, known, w_run, (fun t w => b_of w (w_run t w)), n, 1%N.
have run : adapted_sgd (fun x : V => 2%:R *: x) 1 1 4%:R^-1 0 4%:R^-1 coin known w_run
    (fun t w => b_of w (w_run t w)) n.
  split=> //.
  - by move=> [|t] i h; rewrite //= !scaler0 // mxE mxE.
  - by move=> [|t] i h //=; rewrite /b_of scaler0.
  - move=> [|t] i Z; last by rewrite Ex_coin /= mxE !mulr0 addr0 mul0r.
    by move=> /(_ erefl) e _; rewrite Ex_coin e /= !mxE; move: (Z _) (_%:R) => y u; rlra.
  - move=> t Z kZ Z0 _ _ _; rewrite !Ex_coin.
    case: t kZ => [/(_ erefl) ->|t _] /=.
      rewrite /b_of !scaler0 add0r nsq0 /w_noise !nsqZ nsq_unit0; move: (Z false) => y; rlra.
    have := Z0 true; have := Z0 false; rewrite nsq0.
    have := nsq_ge0 (2%:R *: w_run t.+1 true + b_of true (w_run t.+1 true)).
    have := nsq_ge0 (2%:R *: w_run t.+1 false + b_of false (w_run t.+1 false)).
    move: (nsq _) (nsq _) (Z true) (Z false) => p q u v p0 q0 v0 u0.
    have := mulr_ge0 u0 q0; have := mulr_ge0 v0 p0; clear -u0 v0; rlra.
  - move=> t w; rewrite nsqZ; case: w => /=; rewrite ?nsq0.
      by move: (nsq _) => q; rlra.
    by have := nsq_ge0 (w_run t false); move: (nsq _) => q; rlra.
have int : adapted_integrable (fun x : V => nsq x) (fun x => 2%:R *: x) coin w_run
    (fun t w => b_of w (w_run t w)) n by split.
have e1 : 4%:R^-1 < 1 :> R by rlra.
by exists (@w_smooth 0), (@w_min 0), run, int, ler01, e1, w_step_gt0, w_step.
Qed.
End AdaptedWitness.
