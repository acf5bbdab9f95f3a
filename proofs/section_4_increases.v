(* Section 4.2: a relative bias m makes SGD slower. The number of iterations of        *)
(* Theorem 4 (z2 = 0) is multiplied by 1/(1-m), or by 1/(1-m)^2 where the noise         *)
(* dominates, and not by (1-m) or (1-m)^2 as printed             (section_4_increases). *)
(* The slowdown is real: f = (L/2)|x|^2, b = -sqrt(m) df and g = 1/L have                *)
(*   Psi_T = (2 L F/T) (1 + m + ... + m^(T-1))           (section_4_increases_attained)  *)
(* so that for no constant C do C (1-m) L F/eps iterations suffice for all m, whatever   *)
(* number T of iterations that may be                (section_4_increases_printed_false). *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import satisfiable witness quadratic.
From Biasbound Require Import theorem_4.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem section_4_increases (L F M s2 m eps : R) : 0 <= L * F -> 0 <= M -> 0 <= m -> m < 1 ->
  0 < eps -> 0 <= s2 ->
  (s2 = 0 -> iterations L F M s2 (eps * (1 - m)) = iterations L F M s2 eps / (1 - m)) /\
  (4%:R * (M + 1) / eps <= 8%:R * s2 / eps ^+ 2 ->
   iterations L F M s2 (eps * (1 - m)) = iterations L F M s2 eps / (1 - m) ^+ 2).
Proof.
move=> LF M0 m0 m1' e0 s0; have m1 : 0 < 1 - m by rewrite subr_gt0.
have n1 : eps <> 0 by move=> k; move: e0; rewrite k ltxx.
have n2 : 1 - m <> 0 by move=> k; move: m1; rewrite k ltxx.
have A0 : 0 < eps * (1 - m) by rewrite mulr_gt0.
have M1 : 0 < 4%:R * (M + 1) by move: M0; clear; rlra.
rewrite /iterations; split=> [->|dom].
  have pos y : 0 < y -> Num.max (4%:R * (M + 1) / y) (8%:R * 0 / y ^+ 2) = 4%:R * (M + 1) / y.
    by move=> y0; rewrite mulr0 mul0r; apply/max_idPl; rewrite divr_ge0 // ltW.
  by rewrite !pos // invfM !mulrA.
have snd y : 0 < y -> 4%:R * (M + 1) * y <= 8%:R * s2 ->
    Num.max (4%:R * (M + 1) / y) (8%:R * s2 / y ^+ 2) = 8%:R * s2 / y ^+ 2.
  move=> y0 h; apply/max_idPr; rewrite ler_pdivl_mulr ?exprn_gt0 // expr2 mulrA divfK //.
  by rewrite lt0r_neq0.
have h : 4%:R * (M + 1) * eps <= 8%:R * s2.
  by move: dom; rewrite ler_pdivl_mulr ?exprn_gt0 // expr2 mulrA divfK // lt0r_neq0.
have h' : 4%:R * (M + 1) * (eps * (1 - m)) <= 8%:R * s2.
  apply: le_trans h; rewrite ler_pmul2l // ler_pimulr ?(ltW e0) //.
  by move: m0; clear; rlra.
by rewrite !snd // exprMn invfM !mulrA.
Qed.

(* x_t = sqrt(m)^t x_0 *)
Lemma shrinking d (L s : R) Xi (E : expectation Xi) (x0 : 'rV[R]_d.+1) phi t : 0 < L ->
  EX (@quad_grad d L) E (fun x => (- s) *: @quad_grad d L x) (fun _ _ => 0) L^-1 x0 t phi =
  phi (s ^+ t *: x0).
Proof.
move=> L0; rewrite /EX; elim: t x0 => [|t IH] x0; first by rewrite scale1r.
rewrite /= /P -[RHS](Ex_cst E); apply: eq_Ex => xi; rewrite IH; congr phi.
have -> : sgd_step (@quad_grad d L) (fun x => (- s) *: @quad_grad d L x) (fun _ _ => 0) L^-1
    x0 xi = s *: x0.
  rewrite /sgd_step /oracle /quad_grad addr0 scalerA -scalerDl scalerA mulrDr mulNr mulrN mulrCA.
  by rewrite mulVf ?lt0r_neq0 // mulr1 scalerBl scale1r opprB addrC subrK.
by rewrite scalerA -exprSr.
Qed.

Theorem section_4_increases_attained d L m Xi (E : expectation Xi) f df b (x0 : 'rV[R]_d.+1) T :
  f = (fun x => L / 2%:R * nsq x) -> df = (fun x => L *: x) ->
  b = (fun x => (- Num.sqrt m) *: df x) -> 0 < L -> 0 <= m -> m < 1 ->
  bounded_bias df b m 0 /\
  Psi df E b (fun _ _ => 0) L^-1 x0 T =
    T%:R^-1 * (2%:R * L * f x0 * \sum_(t < T) m ^+ t).
Proof.
move=> -> -> -> L0 m0 m1; have s2 := sqr_sqrtr m0; split.
  by split=> // x; rewrite nsqZ sqrrN s2 addr0.
rewrite /Psi; congr (_ * _); rewrite big_distrr /=; apply: eq_bigr => t _.
rewrite /Gsq (shrinking (Num.sqrt m) E x0 _ _ L0) !nsqZ -exprM mulnC exprM s2.
by move: (nsq x0) (_ ^+ t) => q e; clear; rlra.
Qed.

Lemma bernoulli (y : R) t : 0 <= y -> y <= 1 -> 1 - t%:R * y <= (1 - y) ^+ t.
Proof.
move=> y0 y1; elim: t => [|t IH]; first by rewrite mul0r subr0 expr0.
have q : 0 <= 1 - y by rewrite subr_ge0.
rewrite exprS -(addn1 t) natrD; have := ler_wpmul2l q IH.
have : 0 <= t%:R * (y * y) by rewrite mulr_ge0 ?ler0n // mulr_ge0.
by move: (_ ^+ t) (t%:R) => e k; clear; rlra.
Qed.

Theorem section_4_increases_printed_false d (C : R) T : (0 < T)%N ->
  ~ (forall (f : 'rV[R]_d.+1 -> R) df L m b fstar x0 eps Xi (E : expectation Xi),
  smooth f df L -> (forall x, fstar <= f x) -> bounded_bias df b m 0 -> 0 < eps ->
  C * (1 - m) * (L * (f x0 - fstar)) / eps <= T%:R ->
  Psi df E b (fun _ _ => 0) L^-1 x0 T <= eps).
Proof.
move=> T0 H; have Tp : 0 < T%:R :> R by rewrite ltr0n.
have T1 : 1 <= T%:R :> R by rewrite ler1n.
pose C1 := `|C| + 1; have C0 : 0 < C1 by rewrite ltr_paddl ?normr_ge0.
have CC : C <= C1 by have := ler_norm C; rewrite /C1; move: `|C| => a; clear; rlra.
clearbody C1; pose y := (2%:R * T%:R + C1)^-1.
have y0 : 0 < y by rewrite invr_gt0 addr_gt0 // mulr_gt0 ?ltr0n.
have yE : (2%:R * T%:R + C1) * y = 1 by rewrite divff // lt0r_neq0 // addr_gt0 // mulr_gt0 ?ltr0n.
clearbody y; have y1 : y < 1.
  have := mulr_gt0 y0 C0; have := ler_wpmul2r (ltW y0) T1; move: yE y0.
  by clear; move: (T%:R) C1 y => a c z; rlra.
have m0 : 0 <= 1 - y by rewrite subr_ge0 ltW.
have m1 : 1 - y < 1 by rewrite ltr_subl_addr ltr_addl.
pose eps := C1 * y / (2%:R * T%:R).
have e0 : 0 < eps by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have [hB PsiE] := @section_4_increases_attained d 1 (1 - y) _ coin _ _ _ (@unit0 d) T
  erefl erefl erefl ltr01 m0 m1.
have F : @quad d 1 (@unit0 d) = 2%:R^-1 by rewrite /quad nsq_unit0 mulr1 mul1r.
have := H _ _ 1 (1 - y) _ 0 (@unit0 d) eps _ coin (@smooth_quad d 1 ltr01)
  (quad_ge0 ltr01) hB e0.
rewrite F PsiE (_ : 1 / 2%:R * nsq (unit0 d) = 2%:R^-1) //.
have hT : C * (1 - (1 - y)) * (1 * (2%:R^-1 - 0)) / eps <= T%:R.
  rewrite ler_pdivr_mulr // /eps subr0 mul1r opprB addrCA subrr addr0.
  have -> : T%:R * (C1 * y / (2%:R * T%:R)) = C1 * y / 2%:R.
    by rewrite invfM mulrCA [T%:R * _]mulrCA divff ?mulr1 // lt0r_neq0.
  by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_wpmul2r // ltW.
move=> /(_ hT).
have sumge : T%:R * (1 - T%:R * y) <= \sum_(t < T) (1 - y) ^+ t.
  have -> : T%:R * (1 - T%:R * y) = \sum_(t < T) (1 - T%:R * y).
    by rewrite sumr_const card_ord mulr_natl.
  apply: ler_sum => t _.
  apply: le_trans (bernoulli t (ltW y0) (ltW y1)); rewrite ler_add2l ler_opp2.
  by rewrite ler_wpmul2r ?(ltW y0) // ler_nat ltnW // ltn_ord.
apply/negP; rewrite -ltNge mulr1 divff ?pnatr_eq0 // mul1r.
rewrite -(ltr_pmul2l Tp) mulVKf ?lt0r_neq0 //; apply: lt_le_trans sumge.
rewrite ltr_pmul2l // /eps.
have k : C1 * y / (2%:R * T%:R) <= C1 * y / 2%:R.
  rewrite ler_pmul2l ?mulr_gt0 // lef_pinv ?posrE ?mulr_gt0 ?ltr0n //.
  by rewrite ler_pmulr ?ltr0n.
apply: le_lt_trans k _; move: yE; clear; move: (T%:R) C1 y => a c z; rlra.
Qed.

Lemma section_4_increases_satisfiable : satisfiable_by (@section_4_increases).
Proof.
have h : 2%:R^-1 < 1 :> R by rlra.
have h0 : 0 <= 2%:R^-1 :> R by rlra.
have e : 0 <= 1 * 1 :> R by rewrite mulr1 ler01.
by exists 1, 1, 0, 0, (2%:R^-1), 1, e, (lexx 0), h0, h, ltr01, (lexx 0).
Qed.

Lemma section_4_increases_attained_satisfiable : satisfiable_by (@section_4_increases_attained).
Proof.
have h : 2%:R^-1 < 1 :> R by rlra.
have h0 : 0 <= 2%:R^-1 :> R by rlra.
exists 0%N, 1, (2%:R^-1), bool, coin; do 3!eexists.
by exists (@unit0 0), 2%N, erefl, erefl, erefl, ltr01, h0, h.
Qed.

Lemma section_4_increases_printed_false_satisfiable :
  satisfiable_by (@section_4_increases_printed_false).
Proof. by exists 0%N, 1, 3%N, isT. Qed.
