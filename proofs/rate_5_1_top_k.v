(* Section 5.1, gradient descent with top-k, p = k/d. What the theorems use of      *)
(* top-k: what it drops, -b, has |b|^2 <= (1-p)|df|^2 and is orthogonal to what it   *)
(* keeps, df + b. For x_{t+1} = x_t - g (df x_t + b x_t) and 0 < g < 2/L:            *)
(*   F_{t+1} <= (1 - 2 g mu p (1 - g L/2)) F_t under PL             rate_5_1_top_k   *)
(*   |df x_t| tends to 0 without PL                      rate_5_1_top_k_stationary   *)
(*   g = 1/L: F_T <= eps for T >= (d/k) kappa log+(F/eps) rate_5_1_top_k_iterations  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle descent geometric.
From Biasbound.base Require Import expected_descent quadratic satisfiable witness.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma top_k_descent d (f : 'rV[R]_d.+1 -> R) df L b p g x :
  smooth f df L -> bounded_bias df b (1 - p) 0 -> (forall x, dot (df x + b x) (b x) = 0) ->
  0 <= g -> g * L <= 2%:R ->
  f (x - g *: (df x + b x)) <= f x - g * p * (1 - g * L / 2%:R) * nsq (df x).
Proof.
move=> fL hB ort g0 gL; apply: le_trans (smooth_ub fL x _) _.
have -> : x - g *: (df x + b x) - x = - (g *: (df x + b x)) by rewrite addrAC subrr add0r.
rewrite dotNr nsqN nsqZ dotZr.
have o := ort x; have := bias_le hB x; rewrite addr0 nsqD dotDr -/(nsq (df x)).
rewrite dotDl -/(nsq (b x)) in o.
move: (nsq (df x)) (nsq (b x)) (dot _ _) o => G B c o hb.
have -> : c = - B by move: o; rlra.
have k : 0 <= g * (1 - g * L / 2%:R) by rewrite mulr_ge0 //; move: gL; rlra.
by have := ler_wpmul2l k hb; clear; rlra.
Qed.

Theorem rate_5_1_top_k d (f : 'rV[R]_d.+1 -> R) df L mu b (k : nat) p fstar g x t :
  smooth f df L -> PL f df mu fstar -> p = k%:R / d.+1%:R ->
  bounded_bias df b (1 - p) 0 -> (forall x, dot (df x + b x) (b x) = 0) ->
  0 <= g -> g * L <= 2%:R -> (forall t, x t.+1 = x t - g *: (df (x t) + b (x t))) ->
  f (x t.+1) - fstar <= (1 - 2%:R * g * mu * p * (1 - g * L / 2%:R)) * (f (x t) - fstar).
Proof.
move=> fL fPL _ hB ort g0 gL run; rewrite run.
have h := top_k_descent (x t) fL hB ort g0 gL.
have p0 : 0 <= p by have := bias_m1 hB; rlra.
have a0 : 0 <= g * p * (1 - g * L / 2%:R).
  by rewrite mulr_ge0 ?mulr_ge0 //; move: gL; clear; rlra.
have := ler_wpmul2l a0 (PL_ineq fPL (x t)); move: h; move: (f _) (f _) (nsq _) => u v G.
by clear; rlra.
Qed.

Theorem rate_5_1_top_k_iterations d (f : 'rV[R]_d.+1 -> R) df L mu b (k : nat) p fstar g x eps T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> p = k%:R / d.+1%:R ->
  bounded_bias df b (1 - p) 0 -> (forall x, dot (df x + b x) (b x) = 0) ->
  g = L^-1 -> (forall t, x t.+1 = x t - g *: (df (x t) + b (x t))) -> 0 < eps ->
  p^-1 * (L / mu) * log_plus ((f (x 0%N) - fstar) / eps) <= T%:R ->
  f (x T) - fstar <= eps.
Proof.
move=> fL fmin fPL ep hB ort ge run e0 hT; have L0 := smooth_gt0 fL; have mu0 := PL_gt0 fPL.
have p0 : 0 < p by have := bias_m1 hB; rlra.
have p1 : p <= 1 by have := bias_m0 hB; rlra.
have gL1 : g * L = 1 by rewrite ge mulVf // lt0r_neq0.
have g0 : 0 < g by rewrite ge invr_gt0.
have gL2 : g * L <= 2%:R by rewrite gL1 ler1n.
have step t : f (x t.+1) - fstar <= (1 - g * mu * p) * (f (x t) - fstar) + (1 - (1 - g * mu * p)) * 0.
  rewrite mulr0 addr0; have := rate_5_1_top_k t fL fPL ep hB ort (ltW g0) gL2 run; congr (_ <= _ * _).
  by rewrite gL1; clear; rlra.
have F0 : 0 <= f (x 0%N) - fstar by rewrite subr_ge0.
case: (PL_smooth fL fmin fPL) => [muL|fc]; last by rewrite fc subrr ltW.
have q0 : 0 <= 1 - g * mu * p.
  rewrite subr_ge0; have k1 : g * mu <= g * L by rewrite ler_pmul2l.
  have k2 : g * mu * p <= g * mu * 1 by rewrite ler_pmul2l // mulr_gt0.
  by move: k1 k2; rewrite gL1; clear; rlra.
apply: le_trans (unroll_to q0 step T) _; rewrite mulr0 addr0.
rewrite -[X in _ <= X]divr1; apply: geom_reach; rewrite ?ltr01 // mul1r.
have gmp : 0 < g * mu * p by rewrite !mulr_gt0.
have := ler_wpmul2l (ltW gmp) hT; congr (_ <= _).
have -> : g * mu * p * (p^-1 * (L / mu) * log_plus ((f (x 0%N) - fstar) / eps)) =
  (g * L) * (mu / mu) * (p / p) * log_plus ((f (x 0%N) - fstar) / eps).
  by move: (mu^-1) (p^-1) (log_plus _) => i j l; clear; rring.
by rewrite gL1 !divff ?lt0r_neq0 // !mul1r.
Qed.

Theorem rate_5_1_top_k_stationary d (f : 'rV[R]_d.+1 -> R) df L b (k : nat) p fstar g x :
  smooth f df L -> (forall x, fstar <= f x) -> p = k%:R / d.+1%:R ->
  bounded_bias df b (1 - p) 0 -> (forall x, dot (df x + b x) (b x) = 0) ->
  0 < g -> g * L < 2%:R -> (forall t, x t.+1 = x t - g *: (df (x t) + b (x t))) ->
  forall eps, 0 < eps -> exists N, forall t, (N <= t)%N -> nsq (df (x t)) <= eps.
Proof.
move=> fL fmin _ hB ort g0 gL run.
have p0 : 0 < p by have := bias_m1 hB; rlra.
pose a := g * p * (1 - g * L / 2%:R).
have a0 : 0 < a by rewrite !mulr_gt0 //; move: gL; clear; rlra.
apply: (@summable_small _ ((f (x 0%N) - fstar) / a)) => [t|T]; first exact: nsq_ge0.
rewrite ler_pdivl_mulr // mulrC.
have h t : a * nsq (df (x t)) <= (f (x t) - fstar) - (f (x t.+1) - fstar) + 0.
  have := top_k_descent (x t) fL hB ort (ltW g0) (ltW gL); rewrite -run -/a.
  by move: (a * _) (f _) (f _) => u v w; clear; rlra.
apply: le_trans (telescope_exact (F := fun t => f (x t) - fstar) T h) _.
by rewrite mulr0 addr0 ler_subl_addr ler_addl subr_ge0.
Qed.

(* f = x_1^2 + x_2^2, k = 1: the first coordinate is kept where it is the larger *)
Section TopOne.
Let V := 'rV[R]_2.
Let i1 : 'I_2 := lift 0 0.
Let b (y : V) : V := \row_i (if (i == 0) == (y 0 i1 ^+ 2 <= y 0 0 ^+ 2) then 0 else - (2%:R * y 0 i)).

Let sum2 (F : 'I_2 -> R) : \sum_i F i = F 0 + F i1.
Proof. by rewrite !big_ord_recl big_ord0 addr0. Qed.

Let hB : bounded_bias (fun x : V => 2%:R *: x) b (1 - 1 / 2%:R) 0.
Proof.
split=> //; [by rlra|by rlra|move=> x; rewrite /nsq /dot !sum2 !mxE /=].
by case: (leP (x 0 i1 ^+ 2) _) => h /=; move: h; rewrite !expr2; move: (x 0 0) (x 0 i1) => u v h; rlra.
Qed.

Let ort (x : V) : dot (2%:R *: x + b x) (b x) = 0.
Proof. by rewrite /dot sum2 !mxE /=; case: leP => _ /=; move: (x 0 0) (x 0 i1) => u v; rlra. Qed.

Let run g (t : nat) : V := iter t (fun y => y - g *: (2%:R *: y + b y)) (unit0 1).

Lemma rate_5_1_top_k_satisfiable : satisfiable_by (@rate_5_1_top_k).
Proof.
exists 1%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, b, 1%N, (1 / 2%:R), 0, 2%:R^-1.
have g0 : 0 <= 2%:R^-1 :> R by rlra.
have gL : 2%:R^-1 * 2%:R <= 2%:R :> R by rlra.
by exists (run 2%:R^-1), 0%N, (@w_smooth 1), (@w_PL 1), erefl, hB, ort, g0, gL, (fun=> erefl).
Qed.

Lemma rate_5_1_top_k_iterations_satisfiable : satisfiable_by (@rate_5_1_top_k_iterations).
Proof.
exists 1%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, b, 1%N, (1 / 2%:R), 0, 2%:R^-1.
exists (run 2%:R^-1), 1.
set r := (1 / 2%:R)^-1 * (2%:R / 2%:R) * log_plus ((nsq (run 2%:R^-1 0%N) - 0) / 1).
have e : r <= (step_size.nat_ceil r)%:R by rewrite -step_size.nat_ceil_le.
exists (step_size.nat_ceil r), (@w_smooth 1), (@w_min 1), (@w_PL 1), erefl, hB, ort, erefl.
by exists (fun=> erefl), ltr01, e.
Qed.

Lemma rate_5_1_top_k_stationary_satisfiable : satisfiable_by (@rate_5_1_top_k_stationary).
Proof.
exists 1%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, b, 1%N, (1 / 2%:R), 0, 2%:R^-1.
have g0 : 0 < 2%:R^-1 :> R by rlra.
have gL : 2%:R^-1 * 2%:R < 2%:R :> R by rlra.
exists (run 2%:R^-1), (@w_smooth 1), (@w_min 1), erefl, hB, ort, g0, gL, (fun=> erefl).
by exists 1, ltr01.
Qed.
End TopOne.
