(* Appendix B.3, last paragraph: the radius O(tau^2 L^2 D^3/mu) is a factor D above    *)
(* Nesterov and Spokoiny's because of the z2 of Lemma 13, not because of Theorem 6.    *)
(* With z2 = D tau^2 L^2, M = 4(D+4), s2 = 3 tau^2 L^2 (D+4)^3 and g = 1/((M+1)L),       *)
(* Theorem 6 gives                                                                    *)
(*   F_T <= (1 - g mu)^T F_0 + 10 tau^2 L^2 D^2/mu                          remark_b_3 *)
(* The two z2 differ by a factor above D^2/4                       remark_b_3_factor *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import satisfiable witness.
From Biasbound Require Import theorem_6_bound.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem remark_b_3 d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n (D tau : R)
    fstar x0 g T :
  D = d.+1%:R ->
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n (4%:R * (D + 4%:R)) (3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3) ->
  bounded_bias df b 0 (D * tau ^+ 2 * L ^+ 2) ->
  g = ((4%:R * (D + 4%:R) + 1) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 T <=
    (1 - g * mu) ^+ T * Fgap f df fstar E b n g x0 0 + 10%:R * tau ^+ 2 * L ^+ 2 * D ^+ 2 / mu.
Proof.
move=> eD fL fmin fPL orc hN hB ge f_reg df_reg; have L0 := smooth_gt0 fL.
have D1 : 1 <= D by rewrite eD ler1n.
have M1 : 0 < 4%:R * (D + 4%:R) + 1 by move: D1; clear; rlra.
have g0 : 0 < g by rewrite ge invr_gt0 mulr_gt0.
have gL : g <= ((4%:R * (D + 4%:R) + 1) * L)^-1 by rewrite ge.
have gM : g * L * (4%:R * (D + 4%:R) + 1) = 1.
  by rewrite -mulrA [L * _]mulrC ge mulVf // lt0r_neq0 // mulr_gt0.
apply: le_trans (theorem_6_bound_printed x0 T fL fmin fPL orc hN hB g0 gL f_reg df_reg) _.
rewrite subr0 !mulr1 ler_add2l -mulrDl mulrAC ler_pmul2r ?invr_gt0 ?(PL_gt0 fPL) //.
set c := tau ^+ 2 * L ^+ 2; have c0 : 0 <= c by rewrite mulr_ge0 ?sqr_ge0.
have D3 : (D + 4%:R) ^+ 2 <= 25%:R * D ^+ 2.
  have -> : 25%:R * D ^+ 2 = (5%:R * D) ^+ 2 by clear; rring.
  by apply: ler_expn2r; rewrite ?nnegrE; move: D1; clear; rlra.
have D2 : D <= D ^+ 2 by rewrite expr2 ler_pemull //; move: D1; clear; rlra.
(* g L (D+4) <= 1/4 *)
have k1 : 4%:R * (g * L * (D + 4%:R)) <= 1.
  by have := mulr_gt0 g0 L0; move: gM; move: (g * L) => u; clear; rlra.
have q0 : 0 <= c * (D + 4%:R) ^+ 2 by rewrite mulr_ge0 // sqr_ge0.
have k2 := ler_wpmul2l q0 k1.
have k3 := ler_wpmul2l c0 D3; have k4 := ler_wpmul2l c0 D2.
have -> : D * tau ^+ 2 * L ^+ 2 = c * D by rewrite /c; clear; rring.
have -> : 10%:R * tau ^+ 2 * L ^+ 2 * D ^+ 2 = 10%:R * (c * D ^+ 2) by rewrite /c; clear; rring.
have -> : g * L * (3%:R * tau ^+ 2 * L ^+ 2 * (D + 4%:R) ^+ 3) =
  3%:R * (c * (D + 4%:R) ^+ 2 * (g * L * (D + 4%:R))) by rewrite /c; clear; rring.
have cD : 0 <= c * D ^+ 2 by rewrite mulr_ge0 // sqr_ge0.
move: k2 k3 k4 cD; clearbody c; set v := g * L * (D + 4%:R); clearbody v.
by clear; rlra.
Qed.

Theorem remark_b_3_factor (d : nat) (D tau L : R) : D = d.+1%:R -> 0 < tau -> 0 < L ->
  D ^+ 2 / 4%:R * (D * tau ^+ 2 * L ^+ 2) < tau ^+ 2 * L ^+ 2 * (D + 3%:R) ^+ 3 / 4%:R.
Proof.
move=> eD t0 L0; have D1 : 1 <= D by rewrite eD ler1n.
have c0 : 0 < tau ^+ 2 * L ^+ 2 by rewrite mulr_gt0 ?exprn_gt0.
have -> : D ^+ 2 / 4%:R * (D * tau ^+ 2 * L ^+ 2) = tau ^+ 2 * L ^+ 2 * D ^+ 3 / 4%:R.
  by clear; rlra.
rewrite ltr_pmul2r ?invr_gt0 ?ltr0n // ltr_pmul2l // ltr_expn2r // ?nnegrE.
all: by move: D1; clear; rlra.
Qed.

Lemma remark_b_3_factor_satisfiable : satisfiable_by (@remark_b_3_factor).
Proof. by exists 9%N; eexists; exists 1, 1, erefl, ltr01, ltr01. Qed.

(* the gradient of |x|^2 with the bias (1, 0, ..., 0) and the coin *)
Lemma remark_b_3_satisfiable : satisfiable_by (@remark_b_3).
Proof.
pose s2 : R := 3%:R * 1 ^+ 2 * 2%:R ^+ 2 * (1%:R + 4%:R) ^+ 3.
pose z2 : R := 1%:R * 1 ^+ 2 * 2%:R ^+ 2.
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
exists 0%N, (fun x => nsq x), df, 2%:R, 2%:R, bool, coin, b, (@w_noise 0), 1%:R, 1, 0, 0.
eexists; exists 1%N, erefl, (@w_smooth 0), (@w_min 0), (@w_PL 0), (@w_oracle 0), hN, hB.
by exists erefl.
Qed.
