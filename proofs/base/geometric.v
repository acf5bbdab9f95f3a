(* After how many steps a geometric sequence falls below a target. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Notation Rexp := Rtrigo_def.exp.

(* log+ x = max(log x, 0) *)
Definition log_plus (x : R) : R := Num.max 0 (Rpower.ln x).

Lemma pow_le_exp (a : R) T : 0 <= 1 - a -> (1 - a) ^+ T <= Rexp (- (a * T%:R)).
Proof.
move=> a1; elim: T => [|T IH].
  by rewrite expr0 mulr0 oppr0; apply/RleP; rewrite exp_0; apply: Rle_refl.
rewrite exprS -addn1 natrD mulrDr mulr1 opprD.
have -> : Rexp (- (a * T%:R) - a) = Rexp (- (a * T%:R)) * Rexp (- a) by apply: exp_plus.
rewrite mulrC; apply: ler_pmul => //; first exact: exprn_ge0.
by apply/RleP; have := exp_ineq1_le (- a); rewrite /GRing.add /=.
Qed.

(* (1-a)^T F <= e/c as soon as a T >= log+ (c F/e) *)
Lemma geom_reach (a F e c : R) T : 0 <= 1 - a -> 0 <= F -> 0 < e -> 0 < c ->
  log_plus (c * F / e) <= a * T%:R -> (1 - a) ^+ T * F <= e / c.
Proof.
move=> a1 F0 e0 c0 h.
have [->|Fn] := eqVneq F 0; first by rewrite mulr0 divr_ge0 // ltW.
have F0p : 0 < F by rewrite lt_neqAle eq_sym Fn F0.
have {}h : Rpower.ln (c * F / e) <= a * T%:R by apply: le_trans h; rewrite le_maxr lexx orbT.
have q : 0 < c * F / e by apply: divr_gt0 => //; exact: mulr_gt0.
have h1 := pow_le_exp T a1.
have h2 : Rexp (- (a * T%:R)) <= (c * F / e)^-1.
  have -> : (c * F / e)^-1 = Rexp (- Rpower.ln (c * F / e)).
    have -> : - Rpower.ln (c * F / e) = Ropp (Rpower.ln (c * F / e)) by [].
    by rewrite exp_Ropp exp_ln; [rewrite mc_invE|exact/RltP].
  apply/RleP; have : Rle (- (a * T%:R)) (- Rpower.ln (c * F / e)).
    by apply/RleP; rewrite ler_opp2.
  by case=> [lt|->]; [left; exact: exp_increasing|right].
have h3 := ler_wpmul2r F0 (le_trans h1 h2).
apply: le_trans h3 _; rewrite le_eqVlt; apply/orP; left; apply/eqP.
have n1 : F <> 0 by move=> z; move: F0p; rewrite z ltxx.
have n2 : e <> 0 by move=> z; move: e0; rewrite z ltxx.
have n3 : c <> 0 by move=> z; move: c0; rewrite z ltxx.
by rfield; do ?split.
Qed.
