(* Remark 1: the noise measured against the true gradient. For every a > 0,        *)
(*   E|n|^2 <= M (1 + a) |df x|^2 + M (1 + 1/a) (m |df x|^2 + zeta2) + sigma2      *)
(* (remark_1_every_a); a = 1 is the printed form,                                  *)
(*   E|n|^2 <= 2 M (1 + m) |df x|^2 + (sigma2 + 2 M zeta2),  2 M (1 + m) <= 4 M     *)
(* (remark_1). Without zeta2 the best a gives                                      *)
(*   E|n|^2 <= M (1 + sqrt m)^2 |df x|^2 + sigma2                                  *)
(* (remark_1_sharp), an equality for the bias sqrt(m) df and noise as large as     *)
(* Assumption 3 lets it be (remark_1_sharp_attained).                              *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import extremal.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* the square of a sum, with the weight a of Young's inequality *)
Lemma nsqD_young d (u v : 'rV[R]_d) a : 0 < a ->
  nsq (u + v) <= (1 + a) * nsq u + (1 + a^-1) * nsq v.
Proof.
move=> a0; have := nsq_ge0 (a *: u - v); rewrite nsqB nsqZ dotZl nsqD => h.
have e : a^-1 * a = 1 by rewrite mulVf // lt0r_neq0.
have := mulr_ge0 (ltW (_ : 0 < a^-1)) h; rewrite invr_gt0 => /(_ a0).
have -> : a^-1 * (a ^+ 2 * nsq u - 2%:R * (a * dot u v) + nsq v) =
  (a^-1 * a) * a * nsq u - 2%:R * (a^-1 * a) * dot u v + a^-1 * nsq v.
  by move: (a^-1) => i; rring.
by rewrite e; move: (a^-1) => i; rlra.
Qed.

Theorem remark_1_every_a d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) b n
    M s2 m z2 a x :
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 -> 0 < a ->
  Ex E (fun xi => nsq (n x xi)) <=
    M * (1 + a) * nsq (df x) + M * (1 + a^-1) * (m * nsq (df x) + z2) + s2.
Proof.
move=> [M0 s0 hn] [m0 m1 z0 hb] a0; apply: le_trans (hn x) _.
rewrite ler_add2r -!mulrA -mulrDr; apply: ler_wpmul2l => //.
apply: le_trans (nsqD_young (df x) (b x) a0) _; rewrite ler_add2l.
by apply: ler_wpmul2l; [rewrite addr_ge0 ?ler01 // invr_ge0 ltW|exact: hb].
Qed.

Lemma remark_1_every_a_satisfiable : satisfiable_by (@remark_1_every_a).
Proof.
exists 0%N, (fun x => 2%:R *: x), bool, coin, (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, 3%:R.
by exists 0, (@w_bounded_noise 0), (@w_bounded_bias 0); rewrite ltr0n; exists isT.
Qed.

Theorem remark_1 d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) b n M s2 m z2 x :
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  Ex E (fun xi => nsq (n x xi)) <=
    2%:R * M * (1 + m) * nsq (df x) + (s2 + 2%:R * M * z2)
  /\ 2%:R * M * (1 + m) <= 4%:R * M.
Proof.
move=> hN hB; split; last by have := noise_M hN; have := bias_m1 hB; move=> *; rnra.
by have := remark_1_every_a x hN hB ltr01; rewrite invr1; move: (Ex E _) (nsq _) => e q; rlra.
Qed.

Lemma remark_1_satisfiable : satisfiable_by (@remark_1).
Proof.
exists 0%N, (fun x => 2%:R *: x), bool, coin, (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1.
by exists 0, (@w_bounded_noise 0), (@w_bounded_bias 0).
Qed.

Theorem remark_1_sharp d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) b n M s2 m x :
  bounded_noise df E b n M s2 -> bounded_bias df b m 0 ->
  Ex E (fun xi => nsq (n x xi)) <= M * (1 + Num.sqrt m) ^+ 2 * nsq (df x) + s2.
Proof.
move=> hN hB; have [M0 _ hn] := hN; have [m0 _ _ hb] := hB.
have [e|mn] := eqVneq m 0.
  move: (hb x); rewrite e mul0r addr0 => b0.
  have /eqP : nsq (b x) == 0 by rewrite eq_le b0 nsq_ge0.
  move/eqP; rewrite nsq_eq0 => /eqP bx; apply: le_trans (hn x) _.
  by rewrite bx addr0 sqrtr0 addr0 expr1n mulr1.
have r0 : 0 < Num.sqrt m by rewrite sqrtr_gt0 lt_neqAle eq_sym mn m0.
have := remark_1_every_a x hN hB r0; have e := sqr_sqrtr m0.
have e' : (Num.sqrt m)^-1 * Num.sqrt m = 1 by rewrite mulVf // lt0r_neq0.
rewrite -[X in _ + _ * (X * _ + _)]e addr0.
have -> : M * (1 + (Num.sqrt m)^-1) * (Num.sqrt m ^+ 2 * nsq (df x)) =
  M * (Num.sqrt m ^+ 2 + (Num.sqrt m)^-1 * Num.sqrt m * Num.sqrt m) * nsq (df x).
  by move: ((Num.sqrt m)^-1) (Num.sqrt m) (nsq _) => i r q; rring.
rewrite e'; move: (Ex E _) (nsq _) (Num.sqrt m) => p q r; rlra.
Qed.

Lemma remark_1_sharp_satisfiable : satisfiable_by (@remark_1_sharp).
Proof.
pose u := fun _ : 'rV[R]_2 => unit0 1; pose df (x : 'rV[R]_2) := 2%:R *: x.
pose b := extremal_bias df 4%:R^-1 0 u.
exists 1%N, df, bool, coin, b, (coin_noise df 3%:R 1 b), 3%:R, 1, 4%:R^-1, (unit0 1).
unshelve eexists; first by apply: coin_noise_bounded; rlra.
unshelve eexists; last by [].
by apply: extremal_bounded_bias; [rlra|rlra|move=> ?; exact: nsq_unit0|rlra].
Qed.

Theorem remark_1_sharp_attained d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) M s2 m :
  0 <= M -> 0 <= s2 -> 0 <= m -> m < 1 ->
  exists Xi (E : expectation Xi) b n,
    [/\ biased_oracle E n, bounded_noise df E b n M s2, bounded_bias df b m 0 & forall x,
      Ex E (fun xi => nsq (n x xi)) = M * (1 + Num.sqrt m) ^+ 2 * nsq (df x) + s2].
Proof.
move=> M0 s0 m0 m1; pose b x := Num.sqrt m *: df x.
exists bool, coin, b, (coin_noise df M s2 b); split.
- exact: coin_noise_oracle.
- exact: coin_noise_bounded.
- by split=> // x; rewrite nsqZ (sqr_sqrtr m0) addr0.
move=> x; rewrite Ex_nsq_coin_noise // /b -{1}[df x]scale1r -scalerDl nsqZ.
by rewrite mulrA.
Qed.

Lemma remark_1_sharp_attained_satisfiable : satisfiable_by (@remark_1_sharp_attained).
Proof.
exists 0%N, (fun x => 2%:R *: x), 1, 1, 4%:R^-1.
by do 4! (unshelve eexists; [by rlra|]).
Qed.
