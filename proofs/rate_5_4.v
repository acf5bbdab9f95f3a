(* Section 5.4, delta-compressors: E|g(x) - df x|^2 <= (1 - delta)|df x|^2, with or   *)
(* without randomness, 0 < delta <= 1 and 0 < g <= 1/L give, through the mean squared *)
(* error alone,                                                                     *)
(*   E f(x+) <= f x - (g delta/2)|df x|^2                                            *)
(*   F_{t+1} <= (1 - g mu delta) F_t under PL                               rate_5_4 *)
(*   g = 1/L: F_T <= eps for T >= (1/delta) kappa log+(F/eps)    rate_5_4_iterations *)
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

Lemma compressor_descent d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n delta g x :
  smooth f df L -> biased_oracle E n ->
  (forall x, Ex E (fun xi => nsq (oracle df b n x xi - df x)) <= (1 - delta) * nsq (df x)) ->
  0 <= g -> g * L <= 1 -> reg df E b n g f ->
  P df E b n g f x <= f x - g * delta / 2%:R * nsq (df x) + 0.
Proof.
move=> fL orc mse g0 gL f_reg; apply: le_trans (expected_step x fL orc f_reg) _.
have en xi : oracle df b n x xi - df x = b x + n x xi.
  by rewrite /oracle addrAC [df x + _]addrC addrK.
have := mse x; rewrite (eq_Ex E (fun xi => congr1 (@nsq _) (en xi))).
rewrite (Ex_nsqD (b x) (noise_integV orc x) (noise_integ_nsq orc x) (noise_mean0 orc x)).
have N0 : 0 <= Ex E (fun xi => nsq (n x xi)).
  rewrite -(Ex_cst E 0); apply: Ex_le => [||xi]; [exact: integ_cst| |exact: nsq_ge0].
  exact: noise_integ_nsq orc x.
have C0 := nsq_ge0 (df x + b x).
have := ler_wpmul2l (mulr_ge0 g0 (addr_ge0 C0 N0)) gL => k mseE.
have k2 := ler_wpmul2l g0 mseE; move: k k2; rewrite nsqD dotDr -/(nsq (df x)).
by move: (Ex E _) (nsq (df x)) (nsq (b x)) (dot _ _) => N G B c; clear; rlra.
Qed.

Theorem rate_5_4 d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n delta g fstar x0 t :
  smooth f df L -> PL f df mu fstar -> biased_oracle E n -> 0 < delta ->
  (forall x, Ex E (fun xi => nsq (oracle df b n x xi - df x)) <= (1 - delta) * nsq (df x)) ->
  0 <= g -> g <= L^-1 -> reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  Fgap f df fstar E b n g x0 t.+1 <= (1 - g * mu * delta) * Fgap f df fstar E b n g x0 t.
Proof.
move=> fL fPL orc d0 mse g0 gL f_reg df_reg; have L0 := smooth_gt0 fL.
have gL1 : g * L <= 1 by rewrite -ler_pdivl_mulr // mul1r.
have a0 : 0 <= g * delta / 2%:R by rewrite divr_ge0 ?ler0n // mulr_ge0 // ltW.
have := PL_contraction f_reg df_reg fPL a0 (descent_trajectory fstar x0 f_reg df_reg
  (fun x => compressor_descent x fL orc mse g0 gL1 f_reg)) t.
by move: (Fgap _ _ _ _ _ _ _ _ _) (Fgap _ _ _ _ _ _ _ _ _) => A B; clear; rlra.
Qed.

Theorem rate_5_4_iterations d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n delta g
    fstar x0 eps T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  0 < delta -> delta <= 1 ->
  (forall x, Ex E (fun xi => nsq (oracle df b n x xi - df x)) <= (1 - delta) * nsq (df x)) ->
  g = L^-1 -> reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> 0 < eps ->
  delta^-1 * (L / mu) * log_plus ((f x0 - fstar) / eps) <= T%:R ->
  Fgap f df fstar E b n g x0 T <= eps.
Proof.
move=> fL fmin fPL orc d0 d1 mse ge f_reg df_reg e0 hT.
have [mu0 L0] := conj (PL_gt0 fPL) (smooth_gt0 fL).
have g0 : 0 < g by rewrite ge invr_gt0.
have gL1 : g * L = 1 by rewrite ge mulVf // lt0r_neq0.
have gL : g <= L^-1 by rewrite ge.
case: (PL_smooth fL fmin fPL) => [muL|fc]; last first.
  rewrite /Fgap /EX (_ : f = fun=> fstar); last exact: boolp.funext.
  by rewrite iterP_cst subrr ltW.
have q0 : 0 <= 1 - g * mu * delta.
  rewrite subr_ge0; have k1 : g * mu <= g * L by rewrite ler_pmul2l.
  have k2 : g * mu * delta <= g * mu * 1 by rewrite ler_pmul2l // mulr_gt0.
  by move: k1 k2; rewrite gL1; clear; rlra.
have step t : Fgap f df fstar E b n g x0 t.+1 <=
    (1 - g * mu * delta) * Fgap f df fstar E b n g x0 t + (1 - (1 - g * mu * delta)) * 0.
  by rewrite mulr0 addr0; apply: rate_5_4 mse (ltW g0) gL f_reg df_reg.
apply: le_trans (unroll_to q0 step T) _; rewrite mulr0 addr0.
have F0 : 0 <= Fgap f df fstar E b n g x0 0 by rewrite subr_ge0; exact: fmin.
rewrite -[X in _ <= X]divr1; apply: geom_reach; rewrite ?ltr01 // mul1r.
have gmd : 0 < g * mu * delta by rewrite !mulr_gt0.
have := ler_wpmul2l (ltW gmd) hT; congr (_ <= _).
have -> : g * mu * delta * (delta^-1 * (L / mu) * log_plus ((f x0 - fstar) / eps)) =
  (g * L) * (mu / mu) * (delta / delta) * log_plus ((f x0 - fstar) / eps).
  by move: (mu^-1) (delta^-1) (log_plus _) => i j l; clear; rring.
by rewrite gL1 !divff ?lt0r_neq0 // !mul1r.
Qed.

(* C(y) = y or 0, each with probability 1/2: delta = 1/2, b = -y/2, n = +-y/2 *)
Section Bernoulli.
Let df (x : 'rV[R]_1) : 'rV[R]_1 := 2%:R *: x.
Let b (x : 'rV[R]_1) : 'rV[R]_1 := - x.
Let n (x : 'rV[R]_1) (w : bool) : 'rV[R]_1 := (if w then 1 else -1) *: x.
Let half : R := 2%:R^-1.

Let orc : biased_oracle coin n.
Proof.
by split=> // x; apply/rowP => i; rewrite !mxE Ex_coin !mxE; move: (x _ _) => u; rlra.
Qed.

Let mse x : Ex coin (fun w => nsq (oracle df b n x w - df x)) <= (1 - half) * nsq (df x).
Proof.
rewrite Ex_coin /oracle /df /b /n !nsqE !big_ord1 !mxE /half.
by move: (x _ _) => u; rlra.
Qed.

Lemma rate_5_4_satisfiable : satisfiable_by (@rate_5_4).
Proof.
have h0 : 0 < half by rewrite invr_gt0 ltr0n.
exists 0%N, (fun x => nsq x), df, 2%:R, 2%:R, bool, coin, b, n, half, half, 0, 0, 0%N.
by exists (@w_smooth 0), (@w_PL 0), orc, h0, mse, (ltW h0), (lexx _).
Qed.

Lemma rate_5_4_iterations_satisfiable : satisfiable_by (@rate_5_4_iterations).
Proof.
have h0 : 0 < half by rewrite invr_gt0 ltr0n.
have h1 : half <= 1 by rewrite /half; rlra.
exists 0%N, (fun x => nsq x), df, 2%:R, 2%:R, bool, coin, b, n, half; eexists.
exists 0, (@unit0 0), 1.
set r := half^-1 * (2%:R / 2%:R) * log_plus ((nsq (@unit0 0) - 0) / 1).
have e : r <= (nat_ceil r)%:R by rewrite -nat_ceil_le.
exists (nat_ceil r), (@w_smooth 0), (@w_min 0), (@w_PL 0), orc, h0, h1, mse, erefl.
by do 2!(exists (@reg_finite _ _ _ _ _ _ _ _ _ _)); exists ltr01, e.
Qed.
End Bernoulli.
