(* Theorem 6, convergence under PL: for 0 < g <= 1/((M+1)L), with                *)
(*   q = 1 - g mu (1-m),  Xi = z2/(mu(1-m)) + g L s2/(mu(1-m)),                  *)
(*   F_T <= q^T F_0 + (1 - q^T) Xi/2     if mu <= L           theorem_6_bound     *)
(*   F_T <= q^T F_0 + Xi/2                            theorem_6_bound_printed     *)
(* mu <= L holds unless f is constant (PL_smooth); a constant f is mu-PL for every *)
(* mu, and then q < -1 can make the first bound false (theorem_6_bound_constant).  *)
(* The first is an equality for kappa = 1 at the largest step, for all T           *)
(* (theorem_6_bound_attained), and the floor z2/(2 mu (1-m)) of the bias is        *)
(* attained for all mu <= L and all g (theorem_6_bound_floor_attained).            *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import satisfiable witness quadratic.
From Biasbound Require Import lemma_3 equation_6.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* Xi of (7) is twice the fixed point of (6) *)
Lemma equation_7 (g mu m z2 L s2 A : R) : 0 < mu -> m < 1 ->
  A + g * z2 / 2%:R + g ^+ 2 * L * s2 / 2%:R = A + (1 - (1 - g * mu * (1 - m))) *
    ((z2 / (mu * (1 - m)) + g * L * s2 / (mu * (1 - m))) / 2%:R).
Proof.
move=> mu0; rewrite -(subr_gt0 m) => m1.
have e1 : mu <> 0 by move=> e; move: mu0; rewrite e ltxx.
have e2 : 1 - m <> 0 by move=> e; move: m1; rewrite e ltxx.
by rfield; split.
Qed.

Lemma rate_le1 d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2 mu g :
  smooth f df L -> bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 -> 0 < mu -> mu <= L -> 0 <= 1 - g * mu * (1 - m).
Proof.
move=> fL hN hB g0 gL mu0 muL; rewrite subr_ge0.
have h := stepsize_le fL hN gL; have mm := bias_m0 hB; have M0 := noise_M hN.
have k1 : g * mu <= g * L by rewrite ler_pmul2l.
have k2 : g * mu * (1 - m) <= g * mu * 1.
  by apply: ler_wpmul2l; [apply: mulr_ge0; exact: ltW|rlra].
have k3 : 0 <= g * L * M.
  by apply: mulr_ge0 => //; apply: mulr_ge0; [exact: ltW|exact: ltW (smooth_gt0 fL)].
by move: h k1 k2 k3; clear; rlra.
Qed.

Theorem theorem_6_bound d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n M s2 m z2 g
    fstar x0 T :
  smooth f df L -> PL f df mu fstar -> mu <= L -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 T <=
    (1 - g * mu * (1 - m)) ^+ T * Fgap f df fstar E b n g x0 0
    + (1 - (1 - g * mu * (1 - m)) ^+ T) *
      ((z2 / (mu * (1 - m)) + g * L * s2 / (mu * (1 - m))) / 2%:R).
Proof.
move=> fL fPL muL orc hN hB g0 gL f_reg df_reg; have mu0 := PL_gt0 fPL.
apply: unroll_to; first exact: (rate_le1 fL hN hB).
move=> t; rewrite -equation_7 ?(bias_m1 hB) //.
exact: (equation_6 _ _ fL fPL orc hN hB g0 gL f_reg df_reg).
Qed.

Theorem theorem_6_bound_printed d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n
    M s2 m z2 g fstar x0 T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 T <=
    (1 - g * mu * (1 - m)) ^+ T * Fgap f df fstar E b n g x0 0
    + (z2 / (mu * (1 - m)) + g * L * s2 / (mu * (1 - m))) / 2%:R.
Proof.
move=> fL fmin fPL orc hN hB g0 gL f_reg df_reg; have mu0 := PL_gt0 fPL.
have Xi0 : 0 <= (z2 / (mu * (1 - m)) + g * L * s2 / (mu * (1 - m))) / 2%:R.
  have m1 : 0 <= 1 - m by rewrite subr_ge0 ltW // (bias_m1 hB).
  have p : 0 <= mu * (1 - m) by rewrite mulr_ge0 // ltW.
  rewrite divr_ge0 ?ler0n // addr_ge0 // divr_ge0 ?(bias_z2 hB) //.
  by rewrite !mulr_ge0 ?(noise_s2 hN) // ltW // (smooth_gt0 fL).
case: (PL_smooth fL fmin fPL) => [muL|fc]; last first.
  have F0 t : Fgap f df fstar E b n g x0 t = 0.
    rewrite /Fgap /EX; have -> : f = fun=> fstar by apply: funext.
    by rewrite iterP_cst subrr.
  by rewrite !F0 mulr0 add0r.
apply: le_trans (theorem_6_bound _ _ fL fPL muL orc hN hB g0 gL f_reg df_reg) _.
rewrite ler_add2l ler_pimull // ler_subl_addr ler_addl exprn_ge0 //.
exact: (rate_le1 fL hN hB).
Qed.

(* f = 0 with L = 1, mu = 10, g = 1, T = 2 and a constant bias *)
Theorem theorem_6_bound_constant d : ~ (forall (f : 'rV[R]_d.+1 -> R) df L mu Xi
    (E : expectation Xi) b n M s2 m z2 g fstar x0 T,
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < g -> g <= ((M + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 T <=
    (1 - g * mu * (1 - m)) ^+ T * Fgap f df fstar E b n g x0 0
    + (1 - (1 - g * mu * (1 - m)) ^+ T) *
      ((z2 / (mu * (1 - m)) + g * L * s2 / (mu * (1 - m))) / 2%:R)).
Proof.
pose f : 'rV[R]_d.+1 -> R := dquad (fun=> 0); pose df := @dquad_grad d (fun=> 0).
have f0 : f = fun=> 0 by apply: funext => x; rewrite /f /dquad big1 // => i _; rewrite !mul0r.
have fL : smooth f df 1 by apply: smooth_dquad => [|_]; rewrite ?ltr01 ?ler01.
have fmin x : 0 <= f x by rewrite f0.
have fPL : PL f df 10%:R 0 by split=> [|x]; rewrite ?ltr0n // f0 subrr mulr0 nsq_ge0.
pose n (x : 'rV[R]_d.+1) (w : bool) : 'rV[R]_d.+1 := 0.
have orc : biased_oracle coin n.
  by split=> // x; apply/rowP => i; rewrite !mxE Ex_coin mxE addr0 mul0r.
pose b (x : 'rV[R]_d.+1) := unit0 d.
have hN : bounded_noise df coin b n 0 0.
  by split=> // x; rewrite Ex_coin /n nsq0 mul0r !addr0 mul0r.
have hB : bounded_bias df b 0 1.
  by split; rewrite ?ltr01 ?ler01 // => x; rewrite /b nsq_unit0 mul0r add0r.
have gL : 1 <= ((0 + 1) * 1)^-1 :> R by rewrite add0r mulr1 invr1.
move=> /(_ f df 1 _ _ coin b n 0 0 0 1 1 0 0 2%N fL fmin fPL orc hN hB ltr01 gL).
have F0 t : Fgap f df 0 coin b n 1 0 t = 0 by rewrite /Fgap /EX f0 iterP_cst subrr.
rewrite !F0 => /(_ (fun _ _ => I) (fun _ _ => I)); rewrite !subr0 !mulr1 !mul1r mulr0 mul0r.
by rewrite addr0 add0r => h; rlra.
Qed.

Lemma theorem_6_bound_constant_satisfiable : satisfiable_by (@theorem_6_bound_constant).
Proof. by exists 0%N. Qed.

Theorem theorem_6_bound_attained d f df L Xi (E : expectation Xi)
    (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) n M s2 m z2 g x0 T :
  f = (fun x => L / 2%:R * nsq x) -> df = (fun x => L *: x) -> biased_oracle E n ->
  (forall x, Ex E (fun xi => nsq (n x xi)) = M * nsq (df x + b x) + s2) ->
  (forall x, nsq (b x) = m * nsq (df x) + z2) -> 0 < L -> m < 1 ->
  g * ((M + 1) * L) = 1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df 0 E b n g x0 T =
    (1 - g * L * (1 - m)) ^+ T * Fgap f df 0 E b n g x0 0
    + (1 - (1 - g * L * (1 - m)) ^+ T) *
      ((z2 / (L * (1 - m)) + g * L * s2 / (L * (1 - m))) / 2%:R).
Proof.
move=> ef edf orc nE bE L0 m1 gE f_reg df_reg.
apply: unroll_to_eq => t; rewrite -equation_7 //.
exact: (equation_6_attained _ _ ef edf orc nE bE gE f_reg df_reg).
Qed.

(* curvature mu along the first axis, L along the others *)
Theorem theorem_6_bound_floor_attained d mu L m z2 : 0 < mu -> mu <= L ->
  0 <= m -> m < 1 -> 0 <= z2 ->
  exists (f : 'rV[R]_d.+1 -> R) (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (x0 : 'rV[R]_d.+1),
  [/\ smooth f df L, PL f df mu 0, (forall x, 0 <= f x), bounded_bias df b m z2 &
  forall Xi (E : expectation Xi) g T,
    Fgap f df 0 E b (fun _ _ => 0) g x0 T = z2 / (mu * (1 - m)) / 2%:R].
Proof.
move=> mu0 muL m0 m1 z0; have p : 0 < 1 - m by rewrite subr_gt0.
pose h (i : 'I_d.+1) := if i == 0 then mu else L.
have hL i : h i <= L by rewrite /h; case: ifP.
have hmu i : mu <= h i by rewrite /h; case: ifP.
have L0 := lt_le_trans mu0 muL.
pose df := dquad_grad h; pose r := z2 / (1 - m); have r0 : 0 <= r by rewrite divr_ge0 // ltW.
pose x0 := (- (Num.sqrt r / mu)) *: @unit0 d.
have dfx0 : df x0 = - (Num.sqrt r *: @unit0 d).
  apply/rowP => i; rewrite !mxE /h; case: ifP => _; last by rewrite !mulr0 oppr0.
  by rewrite mulr1 mulrN mulrCA divff ?mulr1 // lt0r_neq0.
have G : nsq (df x0) = r by rewrite dfx0 nsqN nsqZ nsq_unit0 mulr1 sqr_sqrtr.
exists (dquad h), df, (tight_bias df m z2), x0; split.
- exact: smooth_dquad.
- exact: PL_dquad.
- by move=> x; apply: dquad_ge0 => i; exact: le_trans (ltW mu0) (hmu i).
- exact: tight_bounded_bias.
move=> Xi E g T; rewrite /Fgap subr0 stuck; last first.
  rewrite /tight_bias G dfx0; have e y : y * (1 - m) = z2 -> m * y + z2 = y.
    by move=> k; clear -k; rlra.
  by rewrite e ?addNr //; exact: divfK (lt0r_neq0 p) z2.
have -> : dquad h x0 = r / mu / 2%:R.
  rewrite /dquad (bigD1 0) //= big1 ?addr0 => [|i /negPf ni]; last first.
    by rewrite !mxE ni !mulr0.
  rewrite !mxE eqxx /h eqxx !mulr1; have := sqr_sqrtr r0; rewrite expr2.
  move: (Num.sqrt r) => s sE; have muN : mu <> 0 by move=> e; move: mu0; rewrite e ltxx.
  by rewrite -sE; rfield.
by rewrite /r invfM [_^-1 * _]mulrC mulrA.
Qed.

Lemma theorem_6_bound_satisfiable : satisfiable_by (@theorem_6_bound).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin.
exists (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 1%N.
exists (@w_smooth 0), (@w_PL 0), (lexx _), (@w_oracle 0), (@w_bounded_noise 0).
by exists (@w_bounded_bias 0), w_step_gt0, w_step.
Qed.

Lemma theorem_6_bound_printed_satisfiable : satisfiable_by (@theorem_6_bound_printed).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin.
exists (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 0, 1%N.
exists (@w_smooth 0), (@w_min 0), (@w_PL 0), (@w_oracle 0), (@w_bounded_noise 0).
by exists (@w_bounded_bias 0), w_step_gt0, w_step.
Qed.

Lemma theorem_6_bound_attained_satisfiable : satisfiable_by (@theorem_6_bound_attained).
Proof.
have le01 : 0 <= 1 :> R := ler01; have m0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
pose df := @quad_grad 0 2%:R; pose b := tight_bias df 4%:R^-1 1.
exists 0%N, (@quad 0 2%:R), df, 2%:R, bool, coin, b, (tight_noise df 1 1 4%:R^-1 1).
exists 1, 1, 4%:R^-1, 1, 4%:R^-1, 0, 1%N.
exists erefl, erefl, (tight_oracle df 1 1 4%:R^-1 1).
exists (tight_noise_eq df _ _ le01 le01), (tight_bias_eq df m0 le01).
have e2 : 4%:R^-1 * ((1 + 1) * 2%:R) = 1 :> R by rlra.
have e0 : 0 < 2%:R :> R by rewrite ltr0n.
have e1 : 4%:R^-1 < 1 :> R by rlra.
by exists e0, e1, e2.
Qed.

Lemma theorem_6_bound_floor_attained_satisfiable :
  satisfiable_by (@theorem_6_bound_floor_attained).
Proof.
have e : 1 <= 2%:R :> R by rewrite ler1n.
by exists 1%N, 1, 2%:R, 0, 1, ltr01, e, (lexx 0), ltr01, ler01.
Qed.
