(* Section 5.1, rand-k of a stochastic gradient, p = k/d. What the theorems use of  *)
(* rand-k is Lemma 10: b = -(1-p) df, and E|n|^2 bounded with M = (1+Mb)/p - 1 and    *)
(* s2 = p sb2. For 0 <= g <= 2/(L(1+Mb)), by direct descent,                        *)
(*   F_{t+1} <= (1 - 2 g mu p (1 - g L(1+Mb)/2)) F_t + g^2 L p sb2/2 rate_5_1_rand_k *)
(* and so g = 1/((1+Mb)L) contracts by 1 - p/((1+Mb) kappa), a slowdown d/k:          *)
(*   F_T <= eps + sb2/(2 mu (1+Mb)) for T >= (d/k)(1+Mb) kappa log+(F/eps)           *)
(*                                                       rate_5_1_rand_k_iterations *)
(* It does not follow from m: Theorem 6 with Lemma 10 has (M+1)/(1-m) = (d/k)^2 for  *)
(* Mb = 0, and (d/k)^2/(2-p) with m = (1-p)^2  (rate_5_1_rand_k_printed_false).       *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import geometric step_size expected_descent satisfiable witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma rand_k_descent d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n Mb sb2 p g x :
  smooth f df L -> 0 < p -> (forall x, b x = (p - 1) *: df x) -> biased_oracle E n ->
  bounded_noise df E b n ((1 + Mb) / p - 1) (p * sb2) -> reg df E b n g f ->
  P df E b n g f x <= f x - g * p * (1 - g * L * (1 + Mb) / 2%:R) * nsq (df x)
    + g ^+ 2 * L * p * sb2 / 2%:R.
Proof.
move=> fL p0 hb orc hN f_reg; apply: le_trans (expected_step x fL orc f_reg) _.
have L0 := smooth_gt0 fL; have hn := noise_le hN x.
have c : df x + b x = p *: df x by rewrite hb scalerBl scale1r addrCA subrr addr0.
rewrite c nsqZ in hn; rewrite c dotZr nsqZ -/(nsq (df x)).
have k : 0 <= L * g ^+ 2 / 2%:R by rewrite divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW.
have := ler_wpmul2l k hn.
have -> : ((1 + Mb) / p - 1) * (p ^+ 2 * nsq (df x)) + p * sb2 =
  p * (1 + Mb) * nsq (df x) - p ^+ 2 * nsq (df x) + p * sb2.
  have pn : p <> 0 by move=> e; move: p0; rewrite e ltxx.
  by move: (nsq _) => q; clear -pn; rfield.
by move: (Ex E _) (nsq _) => N G; clear; rlra.
Qed.

Theorem rate_5_1_rand_k d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n Mb sb2
    (k : nat) p g fstar x0 t :
  smooth f df L -> PL f df mu fstar -> (0 < k)%N -> p = k%:R / d.+1%:R ->
  (forall x, b x = (p - 1) *: df x) -> biased_oracle E n ->
  bounded_noise df E b n ((1 + Mb) / p - 1) (p * sb2) ->
  0 <= g -> g * (L * (1 + Mb)) <= 2%:R ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 t.+1 <=
    (1 - 2%:R * g * mu * p * (1 - g * L * (1 + Mb) / 2%:R)) * Fgap f df fstar E b n g x0 t
    + g ^+ 2 * L * p * sb2 / 2%:R.
Proof.
move=> fL fPL k0 ep hb orc hN g0 gL f_reg df_reg.
have p0 : 0 < p by rewrite ep divr_gt0 ?ltr0n.
have a0 : 0 <= g * p * (1 - g * L * (1 + Mb) / 2%:R).
  by rewrite !mulr_ge0 ?(ltW p0) //; move: gL; clear; rlra.
have := PL_contraction f_reg df_reg fPL a0 (descent_trajectory fstar x0 f_reg df_reg
  (fun x => rand_k_descent x fL p0 hb orc hN f_reg)) t.
by move: (Fgap _ _ _ _ _ _ _ _ _) (Fgap _ _ _ _ _ _ _ _ _) => A B; clear; rlra.
Qed.

Theorem rate_5_1_rand_k_iterations d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n
    Mb sb2 (k : nat) p g fstar x0 eps T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar ->
  (0 < k <= d.+1)%N -> p = k%:R / d.+1%:R -> 0 <= Mb -> 0 <= sb2 ->
  (forall x, b x = (p - 1) *: df x) -> biased_oracle E n ->
  bounded_noise df E b n ((1 + Mb) / p - 1) (p * sb2) ->
  g = ((1 + Mb) * L)^-1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> 0 < eps ->
  p^-1 * ((1 + Mb) * (L / mu)) * log_plus ((f x0 - fstar) / eps) <= T%:R ->
  Fgap f df fstar E b n g x0 T <= eps + sb2 / (2%:R * mu * (1 + Mb)).
Proof.
move=> fL fmin fPL /andP[k0 kd] ep Mb0 sb0 hb orc hN ge f_reg df_reg e0 hT.
have [mu0 L0] := conj (PL_gt0 fPL) (smooth_gt0 fL).
have p0 : 0 < p by rewrite ep divr_gt0 ?ltr0n.
have p1 : p <= 1 by rewrite ep ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have M1 : 0 < 1 + Mb by move: Mb0; clear; rlra.
have gL1 : g * ((1 + Mb) * L) = 1 by rewrite ge mulVf // lt0r_neq0 // mulr_gt0.
have g0 : 0 < g by rewrite ge invr_gt0 mulr_gt0.
have s0 : 0 <= sb2 / (2%:R * mu * (1 + Mb)) by rewrite divr_ge0 // !mulr_ge0 ?ler0n // ltW.
case: (PL_smooth fL fmin fPL) => [muL|fc]; last first.
  rewrite /Fgap /EX (_ : f = fun=> fstar); last exact: boolp.funext.
  by rewrite iterP_cst subrr addr_ge0 // ltW.
pose a := g * p / 2%:R; have a0 : 0 < a by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have aE : 2%:R * a * mu = g * mu * p by rewrite /a; clear; rlra.
have q1 : 2%:R * a * mu <= 1.
  rewrite aE; have k1 : g * mu <= g * L by rewrite ler_pmul2l.
  have k2 : g * mu * p <= g * mu * 1 by rewrite ler_pmul2l // mulr_gt0.
  have k3 : 0 <= g * L * Mb by rewrite !mulr_ge0 // ltW.
  by move: k1 k2 k3 gL1; clear; rlra.
have c0 : 0 <= g ^+ 2 * L * p * sb2 / 2%:R.
  by rewrite divr_ge0 ?ler0n // !mulr_ge0 ?sqr_ge0 // ltW.
have step x : P df E b n g f x <= f x - a * nsq (df x) + g ^+ 2 * L * p * sb2 / 2%:R.
  have := rand_k_descent x fL p0 hb orc hN f_reg.
  have -> : g * p * (1 - g * L * (1 + Mb) / 2%:R) = a; last by [].
  have -> : g * L * (1 + Mb) = 1 by rewrite -[RHS]gL1; clear; rring.
  by rewrite /a; clear; rlra.
apply: le_trans (PL_unroll x0 T fPL f_reg df_reg a0 c0 q1 step) _; apply: ler_add; last first.
  rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite aE.
  have n1 : g <> 0 by move=> e; move: g0; rewrite e ltxx.
  have n2 : mu <> 0 by move=> e; move: mu0; rewrite e ltxx.
  have n3 : p <> 0 by move=> e; move: p0; rewrite e ltxx.
  have n4 : 1 + Mb <> 0 by move=> e; move: M1; rewrite e ltxx.
  have -> : g ^+ 2 * L * p * sb2 / 2%:R / (g * mu * p) = g * L * sb2 / (2%:R * mu).
    by clear -n1 n2 n3; rfield.
  have n5 : L <> 0 by move=> e; move: L0; rewrite e ltxx.
  by rewrite ge; clear -n2 n4 n5; rfield.
have F0 : 0 <= Fgap f df fstar E b n g x0 0 by rewrite subr_ge0; exact: fmin.
rewrite -[X in _ <= X]divr1; apply: geom_reach; rewrite ?ltr01 ?[0 <= 1 - _]subr_ge0 // mul1r aE.
have gmp : 0 < g * mu * p by rewrite !mulr_gt0.
have := ler_wpmul2l (ltW gmp) hT; congr (_ <= _).
have -> : g * mu * p * (p^-1 * ((1 + Mb) * (L / mu)) * log_plus ((f x0 - fstar) / eps)) =
  (g * ((1 + Mb) * L)) * (mu / mu) * (p / p) * log_plus ((f x0 - fstar) / eps).
  by move: (mu^-1) (p^-1) (log_plus _) => i j l; clear; rring.
by rewrite gL1 !divff ?lt0r_neq0 // !mul1r.
Qed.

(* The factor (M+1)/(1-m) of Theorem 6 for rand-k of the gradient *)
Theorem rate_5_1_rand_k_theorem_6 (d k : nat) (p : R) : (0 < k <= d)%N -> p = k%:R / d%:R ->
  ((1 / p - 1) + 1) / (1 - (1 - p)) = (d%:R / k%:R) ^+ 2 /\
  ((1 / p - 1) + 1) / (1 - (1 - p) ^+ 2) = (d%:R / k%:R) ^+ 2 / (2%:R - p).
Proof.
move=> /andP[k0 kd] ep; have kp : 0 < k%:R :> R by rewrite ltr0n.
have dp : 0 < d%:R :> R by rewrite ltr0n (leq_trans k0).
have p0 : 0 < p by rewrite ep divr_gt0.
have p1 : p <= 1 by rewrite ep ler_pdivr_mulr // mul1r ler_nat.
have -> : d%:R / k%:R = p^-1 by rewrite ep invfM invrK mulrC.
have n1 : p <> 0 by move=> e; move: p0; rewrite e ltxx.
have n2 : 2%:R - p <> 0 by move=> e; move: p1 e; clear; rlra.
split; first by clear -n1; rfield; do ?split; move: n1 => // n1 e; apply: n1; move: e; rlra.
have -> : 1 - (1 - p) ^+ 2 = p * (2%:R - p) by clear; rring.
by clear -n1 n2; rfield.
Qed.

(* d = 10, k = 1: the factor is not d/k, with m = 1 - p as printed nor with the sharp m *)
Theorem rate_5_1_rand_k_printed_false :
  ~ (forall (d k : nat) (p : R), (0 < k <= d)%N -> p = k%:R / d%:R ->
     ((1 / p - 1) + 1) / (1 - (1 - p)) <= d%:R / k%:R) /\
  ~ (forall (d k : nat) (p : R), (0 < k <= d)%N -> p = k%:R / d%:R ->
     ((1 / p - 1) + 1) / (1 - (1 - p) ^+ 2) <= d%:R / k%:R).
Proof.
have [e1 e2] := @rate_5_1_rand_k_theorem_6 10 1 _ isT erefl.
split=> /(_ 10%N 1%N _ isT erefl); [rewrite e1 => h; rlra|rewrite e2].
have p : 0 < 2%:R - 1%:R / 10%:R :> R by rlra.
by rewrite ler_pdivr_mulr // => h; rlra.
Qed.

(* one of two coordinates of 2x is kept *)
Section Satisfiable.
Let b (x : 'rV[R]_2) : 'rV[R]_2 := (1 / 2%:R - 1) *: (2%:R *: x).

Let hN : bounded_noise (fun x : 'rV[R]_2 => 2%:R *: x) coin b (@w_noise 1)
  ((1 + 0) / (1 / 2%:R) - 1) (1 / 2%:R * 2%:R).
Proof.
split; [by rlra|by rlra|move=> x; rewrite Ex_coin /w_noise !nsqZ nsq_unit0].
by have := nsq_ge0 (2%:R *: x + b x); move: (nsq _) => q; rlra.
Qed.

Lemma rate_5_1_rand_k_satisfiable : satisfiable_by (@rate_5_1_rand_k).
Proof.
exists 1%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin, b, (@w_noise 1).
exists 0, 2%:R, 1%N, (1 / 2%:R), 4%:R^-1, 0, 0, 0%N, (@w_smooth 1), (@w_PL 1), isT.
have gL : 4%:R^-1 * (2%:R * (1 + 0)) <= 2%:R :> R by rlra.
by exists erefl, (fun=> erefl), (@w_oracle 1), hN, (ltW w_step_gt0), gL.
Qed.

Lemma rate_5_1_rand_k_iterations_satisfiable : satisfiable_by (@rate_5_1_rand_k_iterations).
Proof.
exists 1%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin, b, (@w_noise 1).
exists 0, 2%:R, 1%N, (1 / 2%:R); eexists; exists 0, (@unit0 1), 1.
set r := (1 / 2%:R)^-1 * ((1 + 0) * (2%:R / 2%:R)) * log_plus ((nsq (@unit0 1) - 0) / 1).
have e : r <= (nat_ceil r)%:R by rewrite -nat_ceil_le.
exists (nat_ceil r), (@w_smooth 1), (@w_min 1), (@w_PL 1), isT, erefl, (lexx 0), (ler0n _ 2).
exists (fun=> erefl), (@w_oracle 1), hN, erefl.
by do 2!(exists (@reg_finite _ _ _ _ _ _ _ _ _ _)); exists ltr01, e.
Qed.

Lemma rate_5_1_rand_k_theorem_6_satisfiable : satisfiable_by (@rate_5_1_rand_k_theorem_6).
Proof. by exists 10%N, 1%N; eexists; exists isT, erefl. Qed.
End Satisfiable.
