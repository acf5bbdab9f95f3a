(* A function whose gradient is L-Lipschitz lies between two parabolas, from     *)
(* every point u:  |f(v) - f(u) - <df u, v - u>| <= (L/2) |v - u|^2.              *)
(* (Assumption 1 of the paper is the upper half of this.)                        *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp functions classical_sets.
From mathcomp.analysis Require Import Rstruct reals topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector expectation oracle gaussian.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Line.
Variables (K : realType) (d : nat).
Local Notation V := 'rV[K]_d.+1.

Lemma MVT_line (f : V -> K^o) (D : V -> V -> K^o) (x h : V) (A B : K) :
  (forall y, is_diff y f (D y)) ->
  exists2 c : K, 0 < c < 1 & f (x + h) - f x - (A + B) = D (x + c *: h) h - (A + 2%:R * c * B).
Proof.
move=> df; pose l (t : K^o) : V := x + t *: h.
have dl (t : K^o) : is_diff t l ( *:%R ^~ h).
  have e : l = (cst x : K^o -> V) + ( *:%R ^~ h) by apply: funext.
  rewrite e; apply: (@is_diff_eq _ _ _ _ _ _ _ (is_diffD (is_diff_cst x t) (is_diff_scalel t h))).
  by rewrite add0r.
pose q (t : K^o) : K^o := f (l t) - t * (A + B * t).
have dq (t : K^o) : is_diff t q (fun s : K^o => D (l t) (s *: h) - (A + 2%:R * t * B) * s : K^o).
  have h1 := is_diff_comp (dl t) (df (l t)).
  have h2 := is_diffM (is_diff_id (t : K^o))
    (is_diffD (is_diff_cst (A : K^o) (t : K^o)) (is_diffZ B (is_diff_id (t : K^o)))).
  apply: (@is_diff_eq _ _ _ _ _ _ _ (is_diffB h1 h2)); apply: funext => s.
  rewrite -[LHS]/(D (l t) (s *: h) - (t * (0 + B * s) + (A + B * t) * s)).
  congr (_ - _); rewrite add0r mulrA -mulrDl; congr (_ * s).
  by rewrite addrCA (mulrC B) -mulr2n -mulrA mulr_natl.
pose dq1 (t : K) : K := D (l t) h - (A + 2%:R * t * B).
have dv (t : K) : is_derive (t : K^o) 1 q (dq1 t).
  have h1 := dq t; apply: DeriveDef; first exact: diff_derivable.
  by rewrite deriveE // diff_val /dq1 scale1r mulr1.
have cq : {within `[0, 1]%classic, continuous (q : K -> K)}.
  apply: continuous_subspaceT => t; apply: differentiable_continuous.
  by have := dq t.
have [c c01 e] := @MVT K q dq1 0 1 ltr01 (fun t _ => dv t) cq.
exists c; first by move: c01; rewrite in_itv.
rewrite subr0 mulr1 in e; rewrite -/(l c) -[RHS]/(dq1 c) -e.
rewrite /q /l.
by rewrite scale1r scale0r addr0 mul0r subr0 mul1r mulr1 addrAC.
Qed.
End Line.

Record lipschitz_gradient d (f : 'rV[R]_d.+1 -> R) df L : Prop := LipschitzGradient {
  lip_grad : gradient f df;
  lip_gt0 : 0 < L;
  lip_le : forall x y, nsq (df x - df y) <= L ^+ 2 * nsq (x - y) }.

Section Lipschitz.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (L : R).
Hypothesis fL : lipschitz_gradient f df L.

(* |<df(u + c h) - df u, h>| <= L c |h|^2 *)
Lemma lip_dot u h c : 0 <= c ->
  - (L * c * nsq h) <= dot (df (u + c *: h)) h - dot (df u) h <= L * c * nsq h.
Proof.
move=> c0; have L0 := ltW (lip_gt0 fL).
have B0 : 0 <= L * c * nsq h by apply: mulr_ge0; [exact: mulr_ge0|exact: nsq_ge0].
have := lip_le fL (u + c *: h) u; rewrite addrAC subrr add0r nsqZ => l.
have := CauchySchwarz (df (u + c *: h) - df u) h; rewrite dotDl dotNl.
have h0 := nsq_ge0 h; have := ler_wpmul2r h0 l.
move: (dot _ h) (dot _ h) (nsq (_ - _)) (nsq h) B0 => b a m N B0 h1 h2.
have {h1 h2} s : (a - b) ^+ 2 <= (L * c * N) ^+ 2 by move: h1 h2; clear; rlra.
move: (L * c * N) (a - b) B0 s => B t B0 s; clear -B0 s.
by apply/andP; split; rnra.
Qed.

Lemma lip_quadratic : quadratic_bound f df (L / 2%:R).
Proof.
move=> u v; set h := v - u; have L0 := lip_gt0 fL; have h0 := nsq_ge0 h.
have ev : v = u + h by rewrite /h addrC subrK.
apply/andP; split.
  have [c /andP[c0 c1] e] := @MVT_line _ d f (fun y => dot (df y)) u h (dot (df u) h)
    (- (L / 2%:R * nsq h)) (lip_grad fL).
  have /andP[l1 _] := lip_dot u h (ltW c0); rewrite ev; move: e l1.
  by move: (f _) (f u) (dot _ h) (dot _ h) (nsq h) => a b p q N; clear; rlra.
have [c /andP[c0 c1] e] := @MVT_line _ d f (fun y => dot (df y)) u h (dot (df u) h)
  (L / 2%:R * nsq h) (lip_grad fL).
have /andP[_ l1] := lip_dot u h (ltW c0); rewrite ev; move: e l1.
by move: (f _) (f u) (dot _ h) (dot _ h) (nsq h) => a b p q N; clear; rlra.
Qed.

Lemma lip_smooth : smooth f df L.
Proof.
split; [exact: lip_grad fL|exact: lip_gt0 fL|move=> x y].
by have /andP[_] := lip_quadratic x y; rlra.
Qed.
End Lipschitz.
