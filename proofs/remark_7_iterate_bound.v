(* Remark 7, iterates: f mu-strongly convex with minimum at x* gives              *)
(*   E|x_t - x*|^2 <= (2/mu) F_t,                                                 *)
(* with equality for f = (mu/2)|x - x*|^2 (remark_7_iterate_bound_attained). Such  *)
(* an f is mu-PL (remark_7_iterate_bound_PL), so that Theorem 6 applies.            *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory descent.
From Biasbound.base Require Import satisfiable witness quadratic strong_convexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Lemma quadratic_growth d (f : 'rV[R]_d.+1 -> R) df L mu xs x :
  smooth f df L -> (forall x, f xs <= f x) -> 0 < mu -> strongly_convex f df mu ->
  nsq (x - xs) <= 2%:R / mu * (f x - f xs).
Proof.
move=> fL fmin mu0 sc; have := sc xs x; rewrite (min_grad0 fL fmin) dot0l addr0 => h.
by rewrite mulrAC ler_pdivl_mulr //; move: h; set q := nsq _; rlra.
Qed.

Theorem remark_7_iterate_bound d (f : 'rV[R]_d.+1 -> R) df L mu Xi (E : expectation Xi) b n g
    xs x0 t :
  smooth f df L -> (forall x, f xs <= f x) -> 0 < mu -> strongly_convex f df mu ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (x - xs)) ->
  EX df E b n g x0 t (fun x => nsq (x - xs)) <= 2%:R / mu * Fgap f df (f xs) E b n g x0 t.
Proof.
move=> fL fmin mu0 sc f_reg x_reg.
have r0 : reg df E b n g (fun=> 0).
  by move=> s x; under [X in integ _ X]funext do rewrite iterP_cst; exact: integ_cst.
have h x : nsq (x - xs) <= 0 + (2%:R / mu) * f x + (- (2%:R / mu * f xs)).
  by rewrite add0r -mulrBr; exact: quadratic_growth fL fmin mu0 sc.
have := iterP_le t x_reg (reg_lin (2%:R / mu) _ r0 f_reg) h x0.
by rewrite iterP_lin // iterP_cst add0r -mulrBr.
Qed.

Theorem remark_7_iterate_bound_attained d f df mu Xi (E : expectation Xi)
    (b : 'rV[R]_d.+1 -> 'rV[R]_d.+1) n g xs x0 t :
  0 < mu -> f = (fun x => mu / 2%:R * nsq (x - xs)) -> reg df E b n g f ->
  EX df E b n g x0 t (fun x => nsq (x - xs)) = 2%:R / mu * Fgap f df (f xs) E b n g x0 t.
Proof.
move=> mu0 ef f_reg; have k : 2%:R / mu * (mu / 2%:R) = 1.
  by have muN : mu <> 0 by [move=> e; move: mu0; rewrite e ltxx]; rfield.
have r0 : reg df E b n g (fun=> 0).
  by move=> s x; under [X in integ _ X]funext do rewrite iterP_cst; exact: integ_cst.
have -> : (fun x => nsq (x - xs)) = fun x => 0 + (2%:R / mu) * f x + 0.
  by apply: funext => x; rewrite ef mulrA k mul1r add0r addr0.
by rewrite /EX iterP_lin // iterP_cst add0r addr0 /Fgap /EX {3}ef subrr nsq0 mulr0 subr0.
Qed.

Theorem remark_7_iterate_bound_PL d (f : 'rV[R]_d.+1 -> R) df mu xs :
  0 < mu -> strongly_convex f df mu -> PL f df mu (f xs).
Proof.
move=> mu0 sc; split=> // x; have h := sc x xs.
have := nsq_ge0 (df x + mu *: (xs - x)); rewrite nsqD nsqZ dotZr => h2.
have := ler_wpmul2l (ltW mu0) h; move: h2; set q := nsq (xs - x); set c := dot _ _.
rlra.
Qed.

Lemma remark_7_iterate_bound_satisfiable : satisfiable_by (@remark_7_iterate_bound).
Proof.
have L0 : 0 < 2%:R :> R by rewrite ltr0n.
exists 0%N, (@quad 0 2%:R), (@quad_grad 0 2%:R), 2%:R, 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 4%:R^-1, 0, (@unit0 0), 1%N, (smooth_quad _ L0).
have h (x : 'rV[R]_1) : @quad 0 2%:R 0 <= quad 2%:R x by rewrite {1}/quad nsq0 mulr0 quad_ge0.
by exists h, L0, (@strongly_convex_quad 0 _).
Qed.

Lemma remark_7_iterate_bound_attained_satisfiable :
  satisfiable_by (@remark_7_iterate_bound_attained).
Proof.
exists 0%N; eexists; exists (fun x => x), 1, bool, coin, (@w_bias 0), (@w_noise 0).
by exists 4%:R^-1, 0, (@unit0 0), 1%N, ltr01, erefl.
Qed.

Lemma remark_7_iterate_bound_PL_satisfiable : satisfiable_by (@remark_7_iterate_bound_PL).
Proof.
by exists 0%N, (@quad 0 1), (@quad_grad 0 1), 1, 0, ltr01, (@strongly_convex_quad 0 _).
Qed.
