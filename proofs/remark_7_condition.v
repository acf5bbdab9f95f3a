(* Remark 7, the relative bias m (z2 = 0) that a one-step bound on |x_t - x*|^2   *)
(* allows for a mu-strongly convex, L-smooth f, kappa = L/mu. The paper says that  *)
(* m <= 1/kappa is necessary. It is not (remark_7_condition_printed_false); the    *)
(* threshold is 4 kappa/(1+kappa)^2:                                              *)
(*  - below it, with c = (mu+L)/4 (4 kappa/(1+kappa)^2 - m) > 0, every step         *)
(*    0 < g <= c/(4 (M+1) L^2) has, for noise as in Assumption 3,                  *)
(*      E|x+ - x*|^2 <= (1 - g c) |x - x*|^2 + g^2 s2      (remark_7_condition)     *)
(*  - from it on there are a quadratic f, a bias b and a point x that no step       *)
(*    g >= 0 brings closer to x* = 0             (remark_7_condition_necessary)     *)
(*  - so m < 4 kappa/(1+kappa)^2 is necessary and sufficient for one g > 0 to bring *)
(*    every x closer, for all such f and b         (remark_7_condition_threshold)   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle quadratic.
From Biasbound.base Require Import strong_convexity satisfiable witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma thresholdE (mu L : R) : 0 < mu -> 0 < L ->
  4%:R * (L / mu) / (1 + L / mu) ^+ 2 = 4%:R * mu * L / (mu + L) ^+ 2.
Proof.
move=> mu0 L0; have e1 : mu <> 0 by move=> e; move: mu0; rewrite e ltxx.
have e2 : mu + L <> 0 by move=> e; have := addr_gt0 mu0 L0; rewrite e ltxx.
by rfield; split.
Qed.

(* c |x - x*|^2 <= <df + b, x - x*> *)
Lemma aligned d (f : 'rV[R]_d.+1 -> R) df L mu (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) m xs x :
  smooth f df L -> (forall x, f xs <= f x) -> 0 < mu -> strongly_convex f df mu ->
  bounded_bias df b m 0 ->
  (mu + L) / 4%:R * (4%:R * (L / mu) / (1 + L / mu) ^+ 2 - m) * nsq (x - xs)
    <= dot (df x + b x) (x - xs).
Proof.
move=> fL fmin mu0 sc hB; have L0 := smooth_gt0 fL; rewrite thresholdE //.
have s0 : 0 < mu + L by exact: addr_gt0.
have := coercive fL fmin sc x; have := bias_le hB x; rewrite addr0.
have m0 := bias_m0 hB; rewrite dotDl; set e := x - xs.
have -> : (mu + L) / 4%:R * (4%:R * mu * L / (mu + L) ^+ 2 - m) * nsq e =
  (mu * L * nsq e) / (mu + L) - m * (mu + L) / 4%:R * nsq e.
  have n0 : mu + L <> 0 by move=> k; move: s0; rewrite k ltxx.
  by move: (nsq e) => E; rfield.
have G0 := nsq_ge0 (df x).
have [->|mn] := eqVneq m 0.
  rewrite !mul0r subr0 => b0; have {}b0 : b x = 0.
    by apply/eqP; rewrite -nsq_eq0 eq_le b0 nsq_ge0.
  rewrite b0 dot0l addr0 ler_pdivr_mulr //; move: G0.
  by move: (nsq _) (nsq _) (dot _ _) => p q r; clear; rlra.
have mp : 0 < m by rewrite lt_neqAle eq_sym mn m0.
move=> bG h; pose a := m * (mu + L) / 2%:R.
have := nsq_ge0 (a *: e + b x); rewrite nsqD nsqZ dotZl (dotC e) => q.
have k1 : 0 <= 2%:R * a by rewrite /a !mulr_ge0 ?invr_ge0 ?ler0n // ltW.
have ap : 0 < 2%:R * a by rewrite /a; move: (mulr_gt0 mp s0); clear; rlra.
set w := mu * L * nsq e / (mu + L).
have dvd : w * (mu + L) = mu * L * nsq e by rewrite /w divfK // lt0r_neq0.
clearbody w.
rewrite -(ler_pmul2l ap); move: q bG h G0 dvd (ler_wpmul2l m0 h); rewrite /a.
move: (nsq e) (nsq (b x)) (nsq (df x)) (dot (b x) e) (dot (df x) e) => E B G p r.
clear => q bG h G0 dvd mh.
have : m * (w * (mu + L)) = m * (mu * L * E) by rewrite dvd.
rlra.
Qed.

Lemma bias_doubles d (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) m x :
  bounded_bias df b m 0 -> nsq (df x + b x) <= 4%:R * nsq (df x).
Proof.
move=> hB; have := nsqD_le (df x) (b x); have := bias_le hB x; rewrite addr0.
have := ler_wpmul2r (nsq_ge0 (df x)) (ltW (bias_m1 hB)).
by move: (nsq _) (nsq _) (nsq _) => p q r; rlra.
Qed.

Theorem remark_7_condition d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n M s2 m
    xs c g x :
  smooth f df L -> (forall x, f xs <= f x) -> 0 < mu -> strongly_convex f df mu ->
  biased_oracle E n -> bounded_noise df E b n M s2 -> bounded_bias df b m 0 ->
  m < 4%:R * (L / mu) / (1 + L / mu) ^+ 2 ->
  c = (mu + L) / 4%:R * (4%:R * (L / mu) / (1 + L / mu) ^+ 2 - m) ->
  0 <= g -> g <= c / (4%:R * (M + 1) * L ^+ 2) ->
  0 < c /\ Ex E (fun xi => nsq (sgd_step df b n g x xi - xs)) <=
    (1 - g * c) * nsq (x - xs) + g ^+ 2 * s2.
Proof.
move=> fL fmin mu0 sc orc hN hB hm ec g0 gL; have L0 := smooth_gt0 fL; have M0 := noise_M hN.
have c0 : 0 < c by rewrite ec mulr_gt0 ?subr_gt0 // divr_gt0 ?ltr0n // addr_gt0.
split=> //; have [i1 _ n0] := orc; have i2 := noise_integ_nsq orc.
have al := aligned x fL fmin mu0 sc hB; rewrite -ec in al.
have bd := bias_doubles x hB; have gd := grad_le_dist fL fmin x; have hn := noise_le hN x.
set e := x - xs; set v := df x + b x; rewrite -/e -/v in al bd gd hn *.
have st xi : nsq (sgd_step df b n g x xi - xs) =
    (nsq e - 2%:R * g * dot v e + g ^+ 2 * nsq v)
    + (((- (2%:R * g)) * dot e (n x xi) + 2%:R * g ^+ 2 * dot v (n x xi))
       + g ^+ 2 * nsq (n x xi)).
  rewrite /sgd_step /oracle -/v addrAC -/e nsqB nsqZ nsqD !dotZr dotDr (dotC e v).
  by move: (dot v e) (nsq v) (nsq (n x xi)) (dot v _) (dot e _) => p q r s t; clear; rlra.
rewrite (eq_Ex E st) ExD; [|exact: integ_cst|]; last first.
  by apply: integD; [apply: integD; exact/integZ/integ_dot|exact: integZ].
rewrite Ex_cst ExD; [|by apply: integD; exact/integZ/integ_dot|exact: integZ].
rewrite ExD; [|exact/integZ/integ_dot|exact/integZ/integ_dot].
rewrite !ExZ //; [|exact: integ_dot|exact: integ_dot].
rewrite !Ex_dot // n0 !(dotC _ 0) !dot0l !mulr0 !add0r.
have d0 : 0 < 4%:R * (M + 1) * L ^+ 2.
  by rewrite !mulr_gt0 ?ltr0n ?exprn_gt0 //; move: M0; clear; rlra.
rewrite ler_pdivl_mulr // in gL.
have M1 : 0 <= M + 1 by move: M0; clear; rlra.
have k1 := ler_wpmul2l (sqr_ge0 g) hn.
have k2 := ler_wpmul2l g0 al.
have k3 : (M + 1) * nsq v <= (M + 1) * (4%:R * (L ^+ 2 * nsq e)).
  by apply: ler_wpmul2l => //; apply: le_trans bd _; rewrite ler_pmul2l ?ltr0n.
have k4 := ler_wpmul2l (sqr_ge0 g) k3.
have k5 : g * nsq e * (g * (4%:R * (M + 1) * L ^+ 2)) <= g * nsq e * c.
  by apply: ler_wpmul2l => //; rewrite mulr_ge0 // nsq_ge0.
move: k1 k2 k4 k5; move: (Ex E _) (nsq e) (nsq v) (dot v e) => N A V p; clear; rlra.
Qed.

(* the extremal vector of Kantorovich's inequality for diag(mu, L, ..., L) *)
Section Necessary.
Variables (d : nat) (mu L m : R).
Hypotheses (mu0 : 0 < mu) (muL : mu <= L).
Let L0 : 0 < L. Proof. exact: lt_le_trans mu0 muL. Qed.
Local Notation V := 'rV[R]_d.+2.

Definition curvature (i : 'I_d.+2) : R := if i == 0 then mu else L.
Local Notation df := (dquad_grad curvature).
Definition extremal : V :=
  \row_i (if i == 0 then Num.sqrt L else if i == lift 0 0 then Num.sqrt mu else 0).
Definition opposed_bias (x : V) : V := (- Num.sqrt (m * nsq (df x) / nsq x)) *: x.

Lemma curvature_le i : curvature i <= L. Proof. by rewrite /curvature; case: ifP. Qed.
Lemma curvature_ge i : mu <= curvature i. Proof. by rewrite /curvature; case: ifP. Qed.

Lemma sum_two (F : 'I_d.+2 -> R) : (forall i : 'I_d, F (lift 0 (lift 0 i)) = 0) ->
  \sum_i F i = F 0 + F (lift 0 0).
Proof. by move=> F0; rewrite !big_ord_recl big1 ?addr0 // => i _; exact: F0. Qed.

Lemma extremal_values : [/\ nsq extremal = mu + L, nsq (df extremal) = mu * L * (mu + L)
  & dot (df extremal) extremal = 2%:R * mu * L].
Proof.
have sL := sqr_sqrtr (ltW L0); have sm := sqr_sqrtr (ltW mu0); rewrite !expr2 in sL sm.
split; rewrite /nsq /dot sum_two => [|i]; rewrite !mxE /curvature ?eqxx //=; rewrite ?mulr0 //.
- by rewrite sL sm addrC.
- have -> : mu * Num.sqrt L * (mu * Num.sqrt L) = mu ^+ 2 * (Num.sqrt L * Num.sqrt L).
    by move: (Num.sqrt L) => a; rring.
  have -> : L * Num.sqrt mu * (L * Num.sqrt mu) = L ^+ 2 * (Num.sqrt mu * Num.sqrt mu).
    by move: (Num.sqrt mu) => a; rring.
  by rewrite sL sm; rring.
- by rewrite -!mulrA sL sm; rring.
Qed.

Hypotheses (m0 : 0 <= m) (m1 : m < 1).

Lemma opposed_bounded : bounded_bias df opposed_bias m 0.
Proof.
split=> // x; rewrite addr0 /opposed_bias nsqZ sqrrN sqr_sqrtr; last first.
  by rewrite divr_ge0 ?mulr_ge0 // nsq_ge0.
have [e|x0] := eqVneq (nsq x) 0; last by rewrite divfK.
by rewrite e mulr0 mulr_ge0 // nsq_ge0.
Qed.

Lemma opposed_extremal : 4%:R * (L / mu) / (1 + L / mu) ^+ 2 <= m ->
  dot (df extremal + opposed_bias extremal) extremal <= 0.
Proof.
rewrite thresholdE // => hm; have [e1 e2 e3] := extremal_values.
have s0 : 0 < mu + L by exact: addr_gt0.
rewrite /opposed_bias dotDl dotZl -/(nsq extremal) e1 e2 e3 mulNr subr_le0.
have -> : m * (mu * L * (mu + L)) / (mu + L) = m * (mu * L).
  by rewrite mulrA mulfK // lt0r_neq0.
have p : 0 <= m * (mu * L) by rewrite !mulr_ge0 // ltW.
have l0 : 0 <= 2%:R * mu * L by rewrite !mulr_ge0 ?ler0n // ltW.
have t0 : 0 <= Num.sqrt (m * (mu * L)) * (mu + L) by rewrite mulr_ge0 ?sqrtr_ge0 // ltW.
rewrite -(@ler_pexpn2r _ 2) // [X in _ <= X]exprMn sqr_sqrtr //.
move: hm; rewrite ler_pdivr_mulr ?exprn_gt0 // => /(ler_wpmul2r (ltW (mulr_gt0 mu0 L0))).
by clear; rlra.
Qed.
End Necessary.

Theorem remark_7_condition_necessary d mu L m : 0 < mu -> mu <= L -> m < 1 ->
  4%:R * (L / mu) / (1 + L / mu) ^+ 2 <= m ->
  exists (f : 'rV[R]_d.+2 -> R) (df b : 'rV[R]_d.+2 -> 'rV[R]_d.+2) (x : 'rV[R]_d.+2),
  [/\ smooth f df L, (forall y, f 0 <= f y) & strongly_convex f df mu] /\
  [/\ bounded_bias df b m 0, x != 0 &
      forall g, 0 <= g -> nsq x <= nsq (x - g *: (df x + b x))].
Proof.
move=> mu0 muL m1 hm; have L0 := lt_le_trans mu0 muL.
have m0 : 0 <= m.
  by apply: le_trans hm; rewrite divr_ge0 ?exprn_even_ge0 // mulr_ge0 ?ler0n // divr_ge0 // ltW.
pose h := @curvature d mu L.
exists (dquad h), (dquad_grad h), (opposed_bias mu L m), (@extremal d mu L).
have hmu i : mu <= h i by exact: curvature_ge.
split; split.
- by apply: smooth_dquad => // i; exact: curvature_le.
- move=> y; have -> : dquad h 0 = 0 by rewrite /dquad big1 // => i _; rewrite mxE !mulr0.
  by apply: dquad_ge0 => i; exact: le_trans (ltW mu0) (hmu i).
- exact: strongly_convex_dquad.
- exact: opposed_bounded.
- rewrite -nsq_eq0; have [-> _ _] := extremal_values d mu0 muL.
  by rewrite lt0r_neq0 // addr_gt0.
move=> g g0; have := opposed_extremal d mu0 muL m0 hm.
rewrite nsqB nsqZ dotZr (dotC (@extremal _ _ _)) -/h; set v := _ + _ => le0.
have q0 : 0 <= g ^+ 2 * nsq v by rewrite mulr_ge0 ?sqr_ge0 ?nsq_ge0.
have := ler_wpmul2l g0 le0; move: q0; move: (dot v _) (nsq v) (nsq _) => p q r; clear; rlra.
Qed.

Theorem remark_7_condition_threshold d mu L m : 0 < mu -> mu <= L -> 0 <= m -> m < 1 ->
  m < 4%:R * (L / mu) / (1 + L / mu) ^+ 2 <->
  exists2 g, 0 < g & forall (f : 'rV[R]_d.+2 -> R) df b xs x,
    smooth f df L -> (forall y, f xs <= f y) -> strongly_convex f df mu ->
    bounded_bias df b m 0 -> x != xs ->
    nsq (x - g *: (df x + b x) - xs) < nsq (x - xs).
Proof.
move=> mu0 muL m0 m1; have L0 := lt_le_trans mu0 muL; split=> [hm|[g g0 h]]; last first.
  rewrite ltNge; apply/negP => hm.
  have [f [df [b [x [[fL fmin sc] [hB x0 k]]]]]] := remark_7_condition_necessary d mu0 muL m1 hm.
  have := h f df b 0 x fL fmin sc hB x0.
  by rewrite !subr0 ltNge k // ltW.
pose c := (mu + L) / 4%:R * (4%:R * (L / mu) / (1 + L / mu) ^+ 2 - m).
have c0 : 0 < c by rewrite mulr_gt0 ?subr_gt0 // divr_gt0 ?ltr0n // addr_gt0.
pose g := c / (4%:R * (0 + 1) * L ^+ 2).
have g0 : 0 < g by rewrite divr_gt0 // add0r mulr1 mulr_gt0 ?ltr0n ?exprn_gt0.
exists g => // f df b xs x fL fmin sc hB xxs.
pose n (x : 'rV[R]_d.+2) (w : bool) : 'rV[R]_d.+2 := 0.
have orc : biased_oracle coin n.
  by split=> // y; apply/rowP => i; rewrite !mxE Ex_coin mxE addr0 mul0r.
have hN : bounded_noise df coin b n 0 0.
  by split=> // y; rewrite Ex_coin /n nsq0 mul0r !addr0 mul0r.
have [_] := remark_7_condition x fL fmin mu0 sc orc hN hB hm (erefl c) (ltW g0) (lexx g).
rewrite Ex_coin /sgd_step /oracle /n !addr0 mulr0 addr0 => le.
have {}le : nsq (x - g *: (df x + b x) - xs) <= (1 - g * c) * nsq (x - xs).
  have half (y z : R) : (y + y) / 2%:R <= z -> y <= z by clear => k; rlra.
  exact: half le.
apply: le_lt_trans le _; rewrite mulrBl mul1r ltr_subl_addr ltr_addl.
have p : 0 < nsq (x - xs) by rewrite lt_neqAle nsq_ge0 eq_sym nsq_eq0 subr_eq0 xxs.
exact: mulr_gt0 (mulr_gt0 g0 c0) p.
Qed.

(* kappa = 4, m = 49/100, g = 1/20 contracts by 0.9844 *)
Lemma contracts_above d (f : 'rV[R]_d.+1 -> R) df b xs x :
  smooth f df 4%:R -> (forall y, f xs <= f y) -> strongly_convex f df 1 ->
  bounded_bias df b ((7%:R / 10%:R) ^+ 2) 0 ->
  nsq (x - 20%:R^-1 *: (df x + b x) - xs) <= 107%:R / 100%:R * (23%:R / 25%:R) * nsq (x - xs).
Proof.
move=> fL fmin sc hB; pose g : R := 20%:R^-1; rewrite -/g.
have a0 : 0 < 7%:R / 10%:R / 10%:R :> R by rlra.
have -> : x - g *: (df x + b x) - xs = (x - xs - g *: df x) - g *: b x.
  by rewrite scalerDr opprD addrA addrAC [x - _ - xs]addrAC.
apply: le_trans (nsqB_young _ _ a0) _; rewrite (nsqB (x - xs)) !nsqZ dotZr.
have := coercive fL fmin sc x; have := bias_le hB x; rewrite addr0 (dotC (x - xs)).
have := nsq_ge0 (df x); move: (nsq (x - xs)) (nsq (df x)) (nsq (b x)) (dot _ _) => E G B p.
rewrite /g; clear; rlra.
Qed.

Theorem remark_7_condition_printed_false d : ~ (forall mu L m : R,
  0 < mu -> mu <= L -> 0 <= m -> m < 1 ->
  (exists g q : R, [/\ 0 < g, q < 1 & forall (f : 'rV[R]_d.+1 -> R) df b xs x,
    smooth f df L -> (forall y, f xs <= f y) -> strongly_convex f df mu ->
    bounded_bias df b m 0 ->
    nsq (x - g *: (df x + b x) - xs) <= q * nsq (x - xs)]) ->
  m <= (L / mu)^-1).
Proof.
pose m : R := (7%:R / 10%:R) ^+ 2.
have m0 : 0 <= m by rewrite sqr_ge0.
have m1 : m < 1 by rewrite /m; rlra.
have L1 : 1 <= 4%:R :> R by rewrite ler1n.
move=> /(_ 1 4%:R m ltr01 L1 m0 m1); suff : ~ (m <= (4%:R / 1)^-1).
  move=> no yes; apply: no; apply: yes; exists 20%:R^-1, (107%:R / 100%:R * (23%:R / 25%:R)).
  split; [by rewrite invr_gt0 ltr0n|by rlra|move=> f df b xs x; exact: contracts_above].
by rewrite divr1 /m => k; rlra.
Qed.

Lemma remark_7_condition_satisfiable : satisfiable_by (@remark_7_condition).
Proof.
have L0 : 0 < 2%:R :> R by rewrite ltr0n.
exists 0%N, (@quad 0 2%:R), (@quad_grad 0 2%:R), 2%:R, 2%:R, bool, coin.
exists (fun x => 2%:R^-1 *: x), (@w_noise 0), 1, 1, 4%:R^-1, 0; eexists; exists 0, (@unit0 0).
have h (x : 'rV[R]_1) : @quad 0 2%:R 0 <= quad 2%:R x by rewrite {1}/quad nsq0 mulr0 quad_ge0.
exists (smooth_quad _ L0), h, L0, (@strongly_convex_quad 0 _), (@w_oracle 0).
have hN : bounded_noise (@quad_grad 0 2%:R) coin (fun x => 2%:R^-1 *: x) (@w_noise 0) 1 1.
  split; rewrite ?ler01 // => x; rewrite Ex_coin /w_noise !nsqZ nsq_unit0.
  by have := nsq_ge0 (quad_grad 2%:R x + 2%:R^-1 *: x); move: (nsq _) => a; rlra.
have hB : bounded_bias (@quad_grad 0 2%:R) (fun x => 2%:R^-1 *: x) 4%:R^-1 0.
  split; rewrite ?invr_ge0 ?ler0n //; first by rlra.
  by move=> x; rewrite /quad_grad !nsqZ; have := nsq_ge0 x; move: (nsq x) => a; rlra.
have e : 4%:R^-1 < 4%:R * (2%:R / 2%:R) / (1 + 2%:R / 2%:R) ^+ 2 :> R by rlra.
exists hN, hB, e, erefl, (lexx 0).
by have e1 : 0 <= (2%:R + 2%:R) / 4%:R * (4%:R * (2%:R / 2%:R) / (1 + 2%:R / 2%:R) ^+ 2 - 4%:R^-1)
  / (4%:R * (1 + 1) * 2%:R ^+ 2) :> R by rlra.
Qed.

Lemma remark_7_condition_necessary_satisfiable : satisfiable_by (@remark_7_condition_necessary).
Proof.
have e1 : 1 <= 4%:R :> R by rewrite ler1n.
have e2 : (8%:R / 10%:R) ^+ 2 < 1 :> R by rlra.
have e3 : 4%:R * (4%:R / 1) / (1 + 4%:R / 1) ^+ 2 <= (8%:R / 10%:R) ^+ 2 :> R by rlra.
by exists 0%N, 1, 4%:R, ((8%:R / 10%:R) ^+ 2), ltr01, e1, e2, e3.
Qed.

Lemma remark_7_condition_threshold_satisfiable : satisfiable_by (@remark_7_condition_threshold).
Proof.
have e1 : 1 <= 4%:R :> R by rewrite ler1n.
by exists 0%N, 1, 4%:R, 0, ltr01, e1, (lexx 0), ltr01.
Qed.

Lemma remark_7_condition_printed_false_satisfiable :
  satisfiable_by (@remark_7_condition_printed_false).
Proof. by exists 0%N. Qed.
