(* A Lipschitz gradient bounds f from both sides (lipschitz_upper, lipschitz_lower).  *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import Rstruct reals signed topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector oracle inexact.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Line.
Variables (K : realType) (d : nat).
Local Notation V := 'rV[K]_d.+1.
Variables (f : V -> K^o) (A : V -> V -> K^o).
Hypothesis fA : forall x, is_diff x f (A x).

Lemma is_derive_along x h (t : K) :
  is_derive t (1 : K) (fun s : K => f (s *: h + x) : K^o) (A (t *: h + x) h).
Proof.
have D1 : is_diff t ((fun s : K => s *: h) + cst x) (( *:%R ^~ h) + 0).
  exact: is_diffD (is_diff_scalel t h) (is_diff_cst x t).
have D2 := is_diff_comp D1 (fA (t *: h + x)).
have [e1 e2] := D2.
split; first exact: diff_derivable.
rewrite deriveE // e2 /=; congr (A _ _).
by rewrite -[LHS]/(1 *: h + 0) scale1r addr0.
Qed.

Lemma is_derive_scalar (a t : K) : is_derive t (1 : K) (fun s : K => s * a : K^o) a.
Proof.
have q := is_deriveM (is_derive_id t (1 : K)) (is_derive_cst (a : K^o) t (1 : K)).
apply: is_derive_eq q _.
by rewrite scaler0 add0r [LHS]mulr1.
Qed.

Lemma is_derive_square (B t : K) :
  is_derive t (1 : K) (fun s : K => s * s * B : K^o) ((t + t) * B).
Proof.
have q := is_deriveM (is_deriveM (is_derive_id t (1 : K)) (is_derive_id t (1 : K)))
  (is_derive_cst (B : K^o) t (1 : K)).
apply: is_derive_eq q _.
by rewrite scaler0 add0r /cst -[LHS]/(B * (t * 1 + t * 1)) mulr1 mulrC.
Qed.

Lemma along_le x h (a B : K) :
  (forall c, 0 < c -> c < 1 -> A (c *: h + x) h <= a + 2%:R * B * c) ->
  f (h + x) <= f x + a + B.
Proof.
move=> hA.
pose phi : K -> K := fun s => (f (s *: h + x) - s * a - s * s * B : K^o).
have D (t : K) : is_derive t (1 : K) phi (A (t *: h + x) h - a - (t + t) * B).
  exact: is_deriveB (is_deriveB (is_derive_along x h t) (is_derive_scalar a t))
    (is_derive_square B t).
have C : {within `[0, 1]%classic, continuous phi}.
  apply: continuous_subspaceT => t; have [dt _] := D t.
  exact/differentiable_continuous/derivable1_diffP.
have [c /itvP cI e] := MVT ltr01 (fun t _ => D t) C.
have := hA c; rewrite cI => /(_ isT); rewrite cI => /(_ isT) k.
have : phi 1 - phi 0 <= 0.
  rewrite e subr0 mulr1 -addrA -opprD subr_le0; apply: le_trans k _.
  by rewrite mulrAC -mulrA mulr_natl mulr2n mulrC mulrDl (mulrC B) -mulrDl.
rewrite /phi !mul0r scale0r add0r scale1r !mul1r !subr0 => k2.
by move: k2; rewrite subr_le0 !ler_subl_addr -addrA (addrC B) addrA.
Qed.
End Line.

Section Lipschitz.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (L : R).
Hypotheses (gr : gradient f df) (L0 : 0 <= L).
Hypothesis lip : forall x y, nsq (df y - df x) <= L ^+ 2 * nsq (y - x).

(* |<df (x + c h) - df x, h>| <= L c |h|^2 *)
Lemma lipschitz_dot x h c : 0 <= c ->
  `|dot (df (c *: h + x)) h - dot (df x) h| <= L * c * nsq h.
Proof.
move=> c0; rewrite -dotNl -dotDl.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?nsq_ge0 // real_normK ?num_real //.
apply: le_trans (CauchySchwarz _ _) _.
have := lip x (c *: h + x); rewrite addrK nsqZ => k.
apply: le_trans (ler_wpmul2r (nsq_ge0 h) k) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; move: (nsq h) => q; rring.
Qed.

Lemma lipschitz_upper x y : f y <= f x + dot (df x) (y - x) + L / 2%:R * nsq (y - x).
Proof.
rewrite -{1}[y](subrK x).
apply: (@along_le real_realType d f (fun z => dot (df z)) gr) => c c0 c1.
have := lipschitz_dot x (y - x) (ltW c0); rewrite ler_norml => /andP[_ k]; move: k.
by move: (nsq _) (dot _ _) (dot _ _) => q p r; rlra.
Qed.
End Lipschitz.

Lemma lipschitz_lower d (f : 'rV[R]_d.+1 -> R) df L : gradient f df -> 0 <= L ->
  (forall x y, nsq (df y - df x) <= L ^+ 2 * nsq (y - x)) -> semiconvex f df L.
Proof.
move=> gr L0 lip x y.
have gr' : gradient (fun z => - f z) (fun z => - df z).
  move=> z; apply: (is_diff_eq (is_diffN (gr z))); apply: funext => u.
  by rewrite dotNl.
have lip' u v : nsq (- df v - - df u) <= L ^+ 2 * nsq (v - u).
  by rewrite -opprD nsqN; exact: lip.
have := lipschitz_upper gr' L0 lip' x y; rewrite dotNl.
by move: (nsq _) (dot _ _) (f x) (f y) => q p a c; rlra.
Qed.
