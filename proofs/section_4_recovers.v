(* Section 4: an unbiased oracle (b = 0) with E|n|^2 <= s2 has the classical       *)
(* results, with g <= 1/L:                                                        *)
(*   E f(x+) - f(x) <= -(g/2)|df x|^2 + g^2 L s2/2        section_4_recovers_descent *)
(*   Psi_T <= eps once T >= max(1, ceil(L F max{4/eps, 8 s2/eps^2}))                 *)
(*                                                       section_4_recovers_norms   *)
(*   F_T <= (1 - g mu)^T F_0 + g L s2/(2 mu)             section_4_recovers_PL      *)
(*   F_T <= eps once T >= ceil(max{1, s2/(eps mu)} kappa log+(2F/eps))               *)
(*                                                       section_4_recovers_PL_iterations *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import geometric step_size satisfiable witness.
From Biasbound Require Import lemma_2 theorem_4 theorem_6_bound theorem_6_complexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma unbiased_noise d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Xi (E : expectation Xi) n s2 :
  0 <= s2 -> (forall x, Ex E (fun xi => nsq (n x xi)) <= s2) ->
  bounded_noise df E (fun=> 0) n 0 s2.
Proof. by move=> s0 h; split=> // x; rewrite mul0r add0r. Qed.

Lemma unbiased_bias d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) : bounded_bias df (fun=> 0) 0 0.
Proof. by split; rewrite ?ltr01 // => x; rewrite nsq0 mul0r addr0. Qed.

Theorem section_4_recovers_descent d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) n s2 g x :
  smooth f df L -> biased_oracle E n ->
  0 <= s2 -> (forall x, Ex E (fun xi => nsq (n x xi)) <= s2) ->
  0 <= g -> g <= L^-1 -> integ E (fun xi => f (sgd_step df (fun=> 0) n g x xi)) ->
  Ex E (fun xi => f (sgd_step df (fun=> 0) n g x xi) - f x) <=
    - (g / 2%:R) * nsq (df x) + g ^+ 2 * L * s2 / 2%:R.
Proof.
move=> fL orc s0 hn g0 gL int.
have {}gL : g <= ((0 + 1) * L)^-1 by rewrite add0r mul1r.
have h := lemma_2 fL orc (unbiased_noise df s0 hn) (unbiased_bias df) g0 gL int.
apply: le_trans h _.
by move: (nsq _) => q; clear; rlra.
Qed.

Theorem section_4_recovers_norms d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) n s2
    fstar x0 eps g T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  0 <= s2 -> (forall x, Ex E (fun xi => nsq (n x xi)) <= s2) ->
  0 < eps -> g = step_size L 0 s2 eps 2%:R ->
  reg df E (fun=> 0) n g f -> reg df E (fun=> 0) n g (fun x => nsq (df x)) ->
  (0 < T)%N -> L * (f x0 - fstar) * (4%:R / eps) <= T%:R ->
  L * (f x0 - fstar) * (8%:R * s2 / eps ^+ 2) <= T%:R ->
  Psi df E (fun=> 0) n g x0 T <= eps.
Proof.
move=> fL fmin orc s0 hn e0 ge f_reg df_reg T0 hT1 hT2.
have eE : eps = eps * (1 - 0) + 0 by rewrite subr0 mulr1 addr0.
have := theorem_4 (eps := eps) (A := eps) (x0 := x0) (T := T) fL fmin orc
  (unbiased_noise df s0 hn) (unbiased_bias df) eE e0 ge f_reg df_reg.
rewrite mulr0 mul0r addr0; apply; rewrite geq_max T0 nat_ceil_le /iterations add0r mulr1.
by case: (leP (4%:R / eps)).
Qed.

Theorem section_4_recovers_PL d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) n s2
    fstar x0 g T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  0 <= s2 -> (forall x, Ex E (fun xi => nsq (n x xi)) <= s2) -> 0 < g -> g <= L^-1 ->
  reg df E (fun=> 0) n g f -> reg df E (fun=> 0) n g (fun x => nsq (df x)) ->
  Fgap f df fstar E (fun=> 0) n g x0 T <=
    (1 - g * mu) ^+ T * Fgap f df fstar E (fun=> 0) n g x0 0 + g * L * s2 / (2%:R * mu).
Proof.
move=> fL fmin fPL orc s0 hn g0 gL f_reg df_reg.
have {}gL : g <= ((0 + 1) * L)^-1 by rewrite add0r mul1r.
have := theorem_6_bound_printed x0 T fL fmin fPL orc (unbiased_noise df s0 hn) (unbiased_bias df)
  g0 gL f_reg df_reg.
have mun : mu <> 0 by move=> e; have := PL_gt0 fPL; rewrite e ltxx.
have -> : g * L * s2 / (2%:R * mu) = g * L * s2 / mu / 2%:R by clear - mun; rfield.
by rewrite subr0 !mulr1 mul0r add0r.
Qed.

Theorem section_4_recovers_PL_iterations d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi)
    n s2 fstar x0 eps g T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  0 <= s2 -> (forall x, Ex E (fun xi => nsq (n x xi)) <= s2) ->
  0 < eps -> g = step_size L 0 s2 (eps * mu) 1 ->
  reg df E (fun=> 0) n g f -> reg df E (fun=> 0) n g (fun x => nsq (df x)) ->
  Num.max 1 (s2 / (eps * mu)) * (L / mu) * log_plus (2%:R * (f x0 - fstar) / eps) <= T%:R ->
  Fgap f df fstar E (fun=> 0) n g x0 T <= eps.
Proof.
move=> fL fmin fPL orc s0 hn e0 ge f_reg df_reg hT; have mu0 := PL_gt0 fPL.
have eE : eps * mu = eps * mu * (1 - 0) + 0 by rewrite subr0 mulr1 addr0.
have := theorem_6_complexity (eps := eps) (A := eps * mu) (x0 := x0) (T := T) fL fmin fPL orc
  (unbiased_noise df s0 hn) (unbiased_bias df) eE (mulr_gt0 e0 mu0) ge f_reg df_reg.
rewrite mul0r mulr0 addr0; apply; rewrite nat_ceil_le /pl_iterations add0r subr0 !mulr1 divr1.
by rewrite mulfK // lt0r_neq0.
Qed.

Section Satisfiable.
Let one_noise (x : 'rV[R]_1) : Ex coin (fun xi => nsq (w_noise x xi)) <= 1.
Proof. by rewrite Ex_coin /w_noise !nsqZ nsq_unit0; rlra. Qed.

Let half : 2%:R^-1 <= 2%:R^-1 :> R. Proof. exact: lexx. Qed.
Let half0 : 0 < 2%:R^-1 :> R. Proof. by rewrite invr_gt0 ltr0n. Qed.

Lemma section_4_recovers_descent_satisfiable : satisfiable_by (@section_4_recovers_descent).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_noise 0), 1, 2%:R^-1, 0.
by exists (@w_smooth 0), (@w_oracle 0), ler01, one_noise, (ltW half0), half.
Qed.

Lemma section_4_recovers_norms_satisfiable : satisfiable_by (@section_4_recovers_norms).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_noise 0), 1, 0, 0, 1.
eexists; exists 1%N, (@w_smooth 0), (@w_min 0), (@w_oracle 0), ler01, one_noise, ltr01, erefl.
do 2!(exists (@reg_finite _ _ _ _ _ _ _ _ _ _)).
have e c : 2%:R * (@nsq 1 0 - 0) * c <= 1%:R :> R by rewrite nsq0 subrr mulr0 mul0r ler01.
by exists erefl, (e _), (e _).
Qed.

Lemma section_4_recovers_PL_satisfiable : satisfiable_by (@section_4_recovers_PL).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin, (@w_noise 0), 1, 0, 0.
exists 2%:R^-1, 1%N, (@w_smooth 0), (@w_min 0), (@w_PL 0), (@w_oracle 0), ler01, one_noise.
by exists half0, half.
Qed.

Lemma section_4_recovers_PL_iterations_satisfiable :
  satisfiable_by (@section_4_recovers_PL_iterations).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin, (@w_noise 0), 1, 0.
exists (@unit0 0), 1; eexists.
set r := Num.max 1 (1 / (1 * 2%:R)) * (2%:R / 2%:R) * log_plus (2%:R * (@nsq 1 (@unit0 0) - 0) / 1).
exists (nat_ceil r), (@w_smooth 0), (@w_min 0), (@w_PL 0), (@w_oracle 0), ler01, one_noise, ltr01.
have e : r <= (nat_ceil r)%:R by rewrite -nat_ceil_le.
by exists erefl; do 2!(exists (@reg_finite _ _ _ _ _ _ _ _ _ _)); exists e.
Qed.
End Satisfiable.
