(* Table 1, rows 5 and 6: the (delta, L)-oracle and its stochastic version as biased      *)
(* oracles, for convex f:                                                                 *)
(*   M = 0, sigma2 = 0,        m = 0, zeta2 = 2 delta L   (table_1_inexact),               *)
(*   M = 0, sigma2 as given,   m = 0, zeta2 = 2 delta L   (table_1_inexact_stochastic);    *)
(* for f also L'-smooth, zeta2 = 2 delta L L'/(L + L') in both rows (.._smooth). The rows  *)
(* do not say that f is convex, and are false without it (.._printed_false).               *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle satisfiable witness.
From Biasbound.base Require Import convexity one_step line inexact.
From Biasbound Require Import definition_5_bias inexact_sharp_bias definition_5_stochastic.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* the oracle gt = df + (gt - df) without noise, under any expectation *)
Lemma exact_oracle d Xi (E : expectation Xi) (df gt : 'rV[R]_d.+1 -> 'rV[R]_d.+1) :
  let b y := gt y - df y in let n (_ : 'rV[R]_d.+1) (_ : Xi) := (0 : 'rV[R]_d.+1) in
  [/\ forall y xi, oracle df b n y xi = gt y, biased_oracle E n & bounded_noise df E b n 0 0].
Proof.
move=> b n; have c0 (c : R) : integ E (fun=> c) by exact: integ_cst.
split=> [y xi||]; first by rewrite /oracle addr0 addrC subrK.
  split=> [x i|x i|x]; [exact: (c0 ((0 : 'rV[R]_d.+1) 0 i))| |].
    exact: (c0 ((0 : 'rV[R]_d.+1) 0 i ^+ 2)).
  by apply/rowP => i; rewrite mxE /n (Ex_cst E ((0 : 'rV[R]_d.+1) 0 i)).
by split=> // x; rewrite /n nsq0 Ex_cst mul0r add0r.
Qed.

Theorem table_1_inexact d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) L delta ft gt :
  gradient f df -> convex f -> 0 < L -> inexact_oracle f L delta ft gt ->
  let b y := gt y - df y in let n (_ : 'rV[R]_d.+1) (_ : Xi) := (0 : 'rV[R]_d.+1) in
  [/\ forall y xi, oracle df b n y xi = gt y, biased_oracle E n,
      bounded_noise df E b n 0 0 & bounded_bias df b 0 (2%:R * delta * L)].
Proof.
move=> gr cv L0 orc b n; have [h1 h2 h3] := exact_oracle E df gt; split=> //.
have d0 : 0 <= delta by have /andP[k1 k2] := inexact_value (orc 0); exact: le_trans k1 k2.
split=> [|||x]; rewrite ?ltr01 //; first by rewrite !mulr_ge0 ?ler0n // ltW.
by rewrite mul0r add0r; exact: (definition_5_bias gr cv L0 (orc x)).
Qed.

Theorem table_1_inexact_smooth d (f : 'rV[R]_d.+1 -> R) df L L' delta ft gt :
  smooth f df L' -> convex f -> 0 < L -> inexact_oracle f L delta ft gt ->
  bounded_bias df (fun y => gt y - df y) 0 (2%:R * delta * L * L' / (L + L')).
Proof.
move=> fL cv L0 orc; have L'0 := smooth_gt0 fL.
have d0 : 0 <= delta by have /andP[k1 k2] := inexact_value (orc 0); exact: le_trans k1 k2.
split=> [|||x]; rewrite ?ltr01 //.
  by rewrite divr_ge0 ?addr_ge0 ?mulr_ge0 ?ler0n // ltW.
by rewrite mul0r add0r; exact: (inexact_sharp_bias fL cv L0 (orc x)).
Qed.

Theorem table_1_inexact_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df L delta ft gt,
      gradient f df -> 0 < L -> 0 <= delta -> inexact_oracle f L delta ft gt ->
      bounded_bias df (fun y => gt y - df y) 0 (2%:R * delta * L)).
Proof.
move=> H; apply: definition_5_bias_printed_false => d f df L delta ft gt gr L0 d0 orc y.
by have := bias_le (H _ _ _ _ _ _ _ gr L0 d0 orc) y; rewrite mul0r add0r.
Qed.

Theorem table_1_inexact_stochastic d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) F G
    L delta s2 :
  gradient f df -> convex f -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
  let b := inexact_bias E G df in let n := inexact_noise E G in
  [/\ forall y xi, oracle df b n y xi = G y xi, biased_oracle E n,
      bounded_noise df E b n 0 s2 & bounded_bias df b 0 (2%:R * delta * L)].
Proof. exact: definition_5_stochastic. Qed.

Theorem table_1_inexact_stochastic_smooth d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi)
    F G L L' delta s2 :
  smooth f df L' -> convex f -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
  let b := inexact_bias E G df in let n := inexact_noise E G in
  [/\ forall y xi, oracle df b n y xi = G y xi, biased_oracle E n,
      bounded_noise df E b n 0 s2 & bounded_bias df b 0 (2%:R * delta * L * L' / (L + L'))].
Proof. exact: definition_5_stochastic_smooth. Qed.

Theorem table_1_inexact_stochastic_printed_false :
  ~ (forall d (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) F G L delta s2,
      gradient f df -> 0 < L -> 0 <= s2 -> stochastic_inexact f E F G L delta s2 ->
      bounded_bias df (inexact_bias E G df) 0 (2%:R * delta * L)).
Proof. exact: definition_5_stochastic_printed_false. Qed.

Section Witness.
Let orc : inexact_oracle (line huber) 1 0 (line huber) (dline dhuber).
Proof.
move=> y x; rewrite /line dot1 nsq1 !mxE.
have := huber_lo (y 0 0) (x 0 0); have := huber_up (y 0 0) (x 0 0).
move: (x 0 0) (y 0 0) => p q; move: (huber p) (huber q) (dhuber q) => a c e h1 h2.
by apply/andP; split; rlra.
Qed.

Lemma table_1_inexact_satisfiable : satisfiable_by (@table_1_inexact).
Proof.
exists 0%N, (line huber), (dline dhuber), bool, coin, 1, 0, (line huber), (dline dhuber).
by exists (smooth_grad smooth_huber), convex_huber, ltr01, orc.
Qed.

Lemma table_1_inexact_smooth_satisfiable : satisfiable_by (@table_1_inexact_smooth).
Proof.
exists 0%N, (line huber), (dline dhuber), 1, 1, 0, (line huber), (dline dhuber).
by exists smooth_huber, convex_huber, ltr01, orc.
Qed.
End Witness.

Lemma table_1_inexact_stochastic_satisfiable : satisfiable_by (@table_1_inexact_stochastic).
Proof. exact: definition_5_stochastic_satisfiable. Qed.

Lemma table_1_inexact_stochastic_smooth_satisfiable :
  satisfiable_by (@table_1_inexact_stochastic_smooth).
Proof. exact: definition_5_stochastic_smooth_satisfiable. Qed.
