(* Appendix B.3, Gaussian smoothing under PL, from the constants of Lemma 13:        *)
(*   m = 0, z2 = tau^2 L^2 (D+3)^3/4, M = 4(D+4), s2 = 3 tau^2 L^2 (D+4)^3             *)
(* in dimension D. With A = eps mu + z2 and kappa = L/mu,                              *)
(*   s2 kappa/A <= 12 ((D+4)/(D+3))^3 kappa <= (375/16) kappa      rate_b_3_second_term *)
(*   F_T <= eps + (3/2) z2/mu for T >= max{4D+17, 375/16} kappa log+(2F/(A/mu))         *)
(* with g = min{1/((M+1)L), A/(L s2)}                                          rate_b_3 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import geometric step_size satisfiable witness.
From Biasbound Require Import theorem_6_complexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem rate_b_3_second_term (d : nat) (D tau L mu eps A : R) :
  D = d.+1%:R -> 0 < tau -> 0 < L -> 0 < mu -> 0 <= eps ->
  A = eps * mu + tau ^+ 2 * L ^+ 2 * (D + 3%:R) ^+ 3 / 4%:R ->
  3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3 / A
    <= 12%:R * ((D + 4%:R) / (D + 3%:R)) ^+ 3 /\
  12%:R * ((D + 4%:R) / (D + 3%:R)) ^+ 3 <= 375%:R / 16%:R.
Proof.
move=> eD t0 L0 mu0 e0 ->; have D1 : 1 <= D by rewrite eD ler1n.
have D3 : 0 < D + 3%:R by move: D1; clear; rlra.
have D4 : 0 <= D + 4%:R by move: D1; clear; rlra.
have c0 : 0 < tau ^+ 2 * L ^+ 2 by rewrite mulr_gt0 ?exprn_gt0.
set c := tau ^+ 2 * L ^+ 2 in c0 *; set z := c * _ / _.
have z0 : 0 < z by rewrite divr_gt0 ?ltr0n // mulr_gt0 ?exprn_gt0.
have em : 0 <= eps * mu by rewrite mulr_ge0 // ltW.
split.
  have -> : 12%:R * ((D + 4%:R) / (D + 3%:R)) ^+ 3 = 3%:R * c * (D + 4%:R) ^+ 3 / z.
    have n1 : D + 3%:R <> 0 by move=> k; move: D3; rewrite k ltxx.
    have n2 : c <> 0 by move=> k; move: c0; rewrite k ltxx.
    rewrite /z; clear -n1 n2; clearbody c; rfield; do ?split => //.
  rewrite -[3%:R * tau ^+ 2 * _]mulrA -/c ler_wpmul2l //.
    by rewrite mulr_ge0 ?exprn_ge0 // mulr_ge0 ?ler0n // ltW.
  by rewrite lef_pinv ?posrE ?ltr_paddl // ler_addr.
have q : (D + 4%:R) / (D + 3%:R) <= 5%:R / 4%:R.
  by rewrite ler_pdivr_mulr //; move: D1; clear; rlra.
have q0 : 0 <= (D + 4%:R) / (D + 3%:R) by rewrite divr_ge0 // ltW.
have -> : 375%:R / 16%:R = 12%:R * (5%:R / 4%:R) ^+ 3 :> R.
  by rewrite -[375%N]/(3 * (5 * (5 * 5)))%N -[16%N]/(4 * 4)%N !natrM; rfield.
by rewrite ler_wpmul2l ?ler0n // ler_expn2r // ?nnegrE // divr_ge0 ?ler0n.
Qed.

Theorem rate_b_3 d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n (D tau : R)
    s2 z2 fstar x0 eps A g T :
  D = d.+1%:R -> 0 < tau ->
  s2 = 3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3 ->
  z2 = tau ^+ 2 * L ^+ 2 * (D + 3%:R) ^+ 3 / 4%:R ->
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n (4%:R * (D + 4%:R)) s2 -> bounded_bias df b 0 z2 ->
  0 <= eps -> A = eps * mu + z2 -> g = step_size L (4%:R * (D + 4%:R)) s2 A 1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Num.max (4%:R * D + 17%:R) (375%:R / 16%:R) * (L / mu)
    * log_plus (2%:R * (f x0 - fstar) / (A / mu)) <= T%:R ->
  Fgap f df fstar E b n g x0 T <= eps + 3%:R / 2%:R * (z2 / mu).
Proof.
move=> eD t0 es ez fL fmin fPL orc hN hB e0 eA ge f_reg df_reg hT.
have [mu0 L0] := conj (PL_gt0 fPL) (smooth_gt0 fL).
have D0 : 0 <= D by rewrite eD ler0n.
have D3 : 0 < D + 3%:R by move: D0; clear; rlra.
have z0 : 0 < z2 by rewrite ez divr_gt0 ?ltr0n // !mulr_gt0 // exprn_gt0.
have em : 0 <= eps * mu by rewrite mulr_ge0 // ltW.
have A0 : 0 < A by rewrite eA; exact: ltr_paddl em z0.
have eA' : A = eps * mu * (1 - 0) + z2 by rewrite subr0 mulr1.
have := theorem_6_complexity (x0 := x0) (T := T) fL fmin fPL orc hN hB eA' A0 ge f_reg df_reg.
rewrite subr0 mulr1; apply; rewrite nat_ceil_le /pl_iterations subr0 divr1 mulr1.
apply: le_trans hT; apply: ler_wpmul2r; first by rewrite le_maxr lexx.
apply: ler_wpmul2r; first by rewrite divr_ge0 // ltW.
rewrite ez in eA; have [h1 h2] := rate_b_3_second_term eD t0 L0 mu0 e0 eA.
rewrite -es in h1; rewrite le_maxl !le_maxr (le_trans h1 h2) orbT andbT.
by apply/orP; left; clear; rlra.
Qed.

Lemma rate_b_3_second_term_satisfiable : satisfiable_by (@rate_b_3_second_term).
Proof.
exists 0%N; eexists; exists 1, 1, 1, 0; eexists.
by exists erefl, ltr01, ltr01, ltr01, (lexx 0), erefl.
Qed.

(* the gradient of |x|^2 with the bias (1, 0, ..., 0) and the coin *)
Lemma rate_b_3_satisfiable : satisfiable_by (@rate_b_3).
Proof.
pose s2 : R := 3%:R * 1 ^+ 2 * 2%:R ^+ 2 * (1%:R + 4%:R) ^+ 3.
pose z2 : R := 1 ^+ 2 * 2%:R ^+ 2 * (1%:R + 3%:R) ^+ 3 / 4%:R.
have s1 : 1 <= s2 by rewrite /s2; rlra.
have z1 : 1 <= z2 by rewrite /z2; rlra.
pose df (x : 'rV[R]_1) := 2%:R *: x; pose b (x : 'rV[R]_1) : 'rV[R]_1 := unit0 0.
have hN : bounded_noise df coin b (@w_noise 0) (4%:R * (1%:R + 4%:R)) s2.
  have M0 : 0 <= 4%:R * (1%:R + 4%:R) :> R by rlra.
  split=> //; [exact: le_trans ler01 s1|move=> x].
  rewrite Ex_coin /w_noise !nsqZ nsq_unit0.
  have := mulr_ge0 M0 (nsq_ge0 (df x + b x)); move: (_ * nsq _) s1 => q; clear; rlra.
have hB : bounded_bias df b 0 z2.
  split; rewrite ?ltr01 //; [exact: le_trans ler01 z1|move=> x].
  by rewrite /b nsq_unit0 mul0r add0r.
exists 0%N, (fun x => nsq x), df, 2%:R, 2%:R, bool, coin, b, (@w_noise 0), 1%:R, 1, s2, z2.
exists 0, (@unit0 0), 1; do 2!eexists.
pose r := Num.max (4%:R * 1%:R + 17%:R) (375%:R / 16%:R) * (2%:R / 2%:R)
    * log_plus (2%:R * (nsq (@unit0 0) - 0) / ((1 * 2%:R + z2) / 2%:R)).
have e : r <= (nat_ceil r)%:R by rewrite -nat_ceil_le.
exists (nat_ceil r), erefl, ltr01, erefl, erefl, (@w_smooth 0), (@w_min 0), (@w_PL 0).
exists (@w_oracle 0), hN, hB, ler01, erefl, erefl.
by do 2!(exists (@reg_finite _ _ _ _ _ _ _ _ _ _)); exists e.
Qed.
