(* Theorem 6, iterations under PL. Let kappa = L/mu, A = eps mu (1-m) + z2 > 0,   *)
(*   g = min{1/((M+1)L), A/(L s2)}                      (1/((M+1)L) where s2 = 0), *)
(*   e = A/(mu(1-m)) = eps + z2/(mu(1-m)),  F = f x_0 - f*.                        *)
(* Then every integer                                                             *)
(*   T >= ceil(max{M+1, s2/A} kappa/(1-m) log+(2F/e))   has                        *)
(*   F_T <= eps + (3/2) z2/(mu(1-m)).                                             *)
(* (The printed T has log(1/eps), which is infinite at the eps = 0 it allows.)     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import geometric step_size satisfiable witness.
From Biasbound Require Import theorem_6_bound.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition pl_iterations (L mu F M s2 m A : R) : R :=
  Num.max (M + 1) (s2 / A) * (L / mu) / (1 - m) * log_plus (2%:R * F / (A / (mu * (1 - m)))).

(* both branches of the step size reach g mu (1-m) T >= log+ *)
Lemma enough_pl_iterations L mu F M s2 m A T : 0 < L -> 0 < mu -> 0 <= M -> 0 <= s2 ->
  m < 1 -> 0 < A -> (nat_ceil (pl_iterations L mu F M s2 m A) <= T)%N ->
  log_plus (2%:R * F / (A / (mu * (1 - m)))) <= step_size L M s2 A 1 * mu * (1 - m) * T%:R.
Proof.
move=> L0 mu0 M0 s0; rewrite -(subr_gt0 m) => m1 A0.
have [g0 _ _ gcase] := step_sizeP L0 M0 s0 A0 ltr01.
rewrite nat_ceil_le /pl_iterations; set l := log_plus _; move: gcase g0.
move: (step_size _ _ _ _ _) => g gcase g0 hT.
have l0 : 0 <= l by rewrite /l /log_plus le_maxr lexx.
have gpm : 0 < g * mu * (1 - m) by rewrite -mulrA !mulr_gt0.
have k : 0 <= (L / mu) / (1 - m) * l.
  by rewrite mulr_ge0 // divr_ge0 ?divr_ge0 // ltW.
have imu : mu^-1 * mu = 1 by rewrite mulVf // lt0r_neq0.
have im : (1 - m)^-1 * (1 - m) = 1 by rewrite mulVf // lt0r_neq0.
have iA : A^-1 * A = 1 by rewrite mulVf // lt0r_neq0.
have key B : B <= Num.max (M + 1) (s2 / A) -> (g * (B * L)) * l <= g * mu * (1 - m) * T%:R.
  move=> hB; have -> : g * (B * L) * l = g * mu * (1 - m) * (B * ((L / mu) / (1 - m) * l)).
    have -> : g * mu * (1 - m) * (B * ((L / mu) / (1 - m) * l)) =
      (g * (B * L)) * (mu^-1 * mu) * ((1 - m)^-1 * (1 - m)) * l.
      by move: (mu^-1) ((1 - m)^-1) => i j; rring.
    by rewrite imu im !mulr1.
  rewrite ler_pmul2l //; apply: le_trans hT; rewrite -!mulrA.
  by move: k; rewrite -!mulrA => k; exact: ler_wpmul2r.
case: gcase => e.
  by have := key (M + 1); rewrite e mul1r le_maxr lexx; exact.
have := key (s2 / A); rewrite le_maxr lexx orbT => /(_ isT); congr (_ <= _).
have -> : g * (s2 / A * L) * l = (g * (1 * L * s2)) * A^-1 * l by move: (A^-1) => i; rring.
by rewrite e (mulrC A) iA mul1r.
Qed.

Theorem theorem_6_complexity d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n
    M s2 m z2 fstar x0 eps A g T :
  smooth f df L -> (forall x, fstar <= f x) -> PL f df mu fstar -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  A = eps * mu * (1 - m) + z2 -> 0 < A -> g = step_size L M s2 A 1 ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  (nat_ceil (pl_iterations L mu (f x0 - fstar) M s2 m A) <= T)%N ->
  Fgap f df fstar E b n g x0 T <= eps + 3%:R / 2%:R * (z2 / (mu * (1 - m))).
Proof.
move=> fL fmin fPL orc hN hB eA A0 ge f_reg df_reg hT.
have [mu0 L0 z0] := And3 (PL_gt0 fPL) (smooth_gt0 fL) (bias_z2 hB).
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
have pm : 0 < mu * (1 - m) by exact: mulr_gt0.
have [g0 gL gs _] := step_sizeP L0 (noise_M hN) (noise_s2 hN) A0 (ltr01 : 0 < (1 : R)).
have hl := enough_pl_iterations L0 mu0 (noise_M hN) (noise_s2 hN) (bias_m1 hB) A0 hT.
rewrite -ge in g0 gL gs hl.
have F0 : 0 <= f x0 - fstar by rewrite subr_ge0.
pose e := A / (mu * (1 - m)); have e0 : 0 < e by exact: divr_gt0.
have eE : e = eps + z2 / (mu * (1 - m)).
  by rewrite /e eA mulrDl -(mulrA eps) mulfK // lt0r_neq0.
have reach : (1 - g * mu * (1 - m)) ^+ T * (f x0 - fstar) <= e / 2%:R.
  case: (PL_smooth fL fmin fPL) => [muL|fc]; last by rewrite fc subrr mulr0 divr_ge0 ?ler0n ?ltW.
  have q0 := rate_le1 fL hN hB g0 gL mu0 muL.
  by apply: geom_reach; rewrite ?ltr0n.
have h := theorem_6_bound_printed x0 T fL fmin fPL orc hN hB g0 gL f_reg df_reg.
have k : g * L * s2 / (mu * (1 - m)) <= e.
  by rewrite ler_pdivr_mulr // /e divfK ?lt0r_neq0 //; move: gs; rewrite mul1r mulrA.
apply: le_trans h _; rewrite [Fgap _ _ _ _ _ _ _ _ 0]/(f x0 - fstar).
move: reach k; rewrite eE; set u := z2 / _; set v := _ / (mu * _); set w := _ * (f x0 - _).
by clear; rlra.
Qed.

Lemma theorem_6_complexity_satisfiable : satisfiable_by (@theorem_6_complexity).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, 2%:R, bool, coin.
exists (@w_bias 0), (@w_noise 0), 1, 1, 4%:R^-1, 1, 0, (@unit0 0), 1; do 3!eexists.
exists (@w_smooth 0), (@w_min 0), (@w_PL 0), (@w_oracle 0), (@w_bounded_noise 0).
have A0 : 0 < 1 * 2%:R * (1 - 4%:R^-1) + 1 :> R by rlra.
by exists (@w_bounded_bias 0), erefl, A0, erefl, (@reg_finite _ _ _ _ _ _ _ _ _ _),
  (@reg_finite _ _ _ _ _ _ _ _ _ _), (leqnn _).
Qed.
