(* Genuine gradients from bounds, and convexity.                                *)
(*   gradient_from_bounds: |f y - f x - <df x, y - x>| <= C |y - x|^2 for all    *)
(*     x, y makes df the (Frechet) gradient of f, so that a function given by    *)
(*     pieces needs only inequalities;                                           *)
(*   convex_gradient: a convex f lies above its tangents, and the converse.      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp classical_sets functions.
From mathcomp.analysis Require Import Rstruct reals signed topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector oracle gradient_instances.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Differential.
Variables (K : realType) (d : nat).
Local Notation V := 'rV[K]_d.+1.
Implicit Types (v x y h : V).

Local Notation inner v y := (\sum_i v 0 i * y 0 i).

(* the Euclidean square against the norm of the library, the largest coordinate  *)
Lemma inner_le_norm h : inner h h <= d.+1%:R * (`|h| * `|h|).
Proof.
have c i : `|h 0 i| <= `|h|.
  rewrite [X in _ <= X]mx_normrE.
  by apply/bigmax_geP; right; exists (0, i).
have -> : d.+1%:R * (`|h| * `|h|) = \sum_(i < d.+1) (`|h| * `|h|).
  by rewrite sumr_const card_ord mulr_natl.
apply: ler_sum => i _; apply: le_trans (ler_norm _) _.
by rewrite normrM; apply: ler_pmul.
Qed.

Lemma inner_linear v : linear (fun y : V => inner v y : K^o).
Proof.
move=> a u w; rewrite /GRing.scale /= big_distrr /= -big_split /=; apply: eq_bigr => i _.
by rewrite !mxE mulrDr mulrCA.
Qed.

Lemma is_diff_inner_seq v (s : seq 'I_d.+1) x :
  is_diff x (fun y : V => \sum_(i <- s) v 0 i * y 0 i : K^o)
            (fun y : V => \sum_(i <- s) v 0 i * y 0 i : K^o).
Proof.
elim: s => [|i s IH].
  have h := is_diff_cst (0 : K^o) x.
  have -> : (fun y : V => \sum_(i <- [::]) v 0 i * y 0 i : K^o) = cst 0.
    by apply: funext => y; rewrite big_nil.
  exact: (@is_diff_eq _ _ _ _ _ _ _ h).
have h := is_diffD (is_diffZ (v 0 i) (is_diff_coord i x)) IH.
have e : (fun y : V => \sum_(j <- i :: s) v 0 j * y 0 j : K^o) =
  v 0 i *: (fun y : V => y 0 i : K^o) + (fun y : V => \sum_(j <- s) v 0 j * y 0 j : K^o).
  by apply: funext => y; rewrite big_cons.
by rewrite e; apply: (@is_diff_eq _ _ _ _ _ _ _ h).
Qed.

Lemma is_diff_inner_bound (f : V -> K^o) x v (C : K) : 0 <= C ->
  (forall y, `|f y - f x - inner v (y - x)| <= C * inner (y - x) (y - x)) ->
  is_diff x f (fun y : V => inner v y : K^o).
Proof.
move=> C0 hb.
pose l : {linear [normedModType K of 'rV[K]_d.+1] -> [normedModType K of K^o]} :=
  Linear (inner_linear v).
have [dl vl] := is_diff_inner_seq v (index_enum _) 0.
have cl : continuous l by have := diff_continuous dl; rewrite vl.
have o : f \o shift x = cst (f x) + (l : _ -> _) +o_ (0 : V) id.
  apply/eqaddoP => e e0.
  pose D := C * d.+1%:R + 1.
  have D0 : 0 < D by apply: ltr_paddl; rewrite ?ltr01 // mulr_ge0.
  rewrite nearE /=; apply/nbhs_ballP; exists (e / D); first exact: divr_gt0.
  move=> h hh; have : ball_ Num.norm (0 : V) (e / D) h by rewrite ball_normE.
  rewrite /ball_ /= sub0r normrN => hD.
  rewrite -[X in `|X| <= _]/(f (h + x) - (f x + inner v h)) opprD addrA.
  have := hb (h + x); rewrite addrK => /le_trans -> //.
  apply: le_trans (ler_wpmul2l C0 (inner_le_norm h)) _.
  rewrite mulrA mulrA ler_wpmul2r //.
  have k : `|h| * D <= e by rewrite -ler_pdivl_mulr // ltW.
  apply: le_trans k; rewrite [X in X <= _]mulrC.
  by apply: ler_wpmul2l; rewrite // /D ler_addl ler01.
have D := diff_unique cl o.
split; last exact: D.
by apply/diff_locallyP; split; rewrite D.
Qed.

(* a function whose differential beats a chord leaves the chord's convex side    *)
Lemma is_diff_chord (f : V -> K^o) (x y : V) (A : V -> K^o) : is_diff x f A ->
  (forall t, 0 < t -> t <= 1 -> f (t *: (y - x) + x) - f x <= t * (f y - f x)) ->
  A (y - x) <= f y - f x.
Proof.
move=> [dx ex] chord; rewrite leNgt; apply/negP => lt.
pose h := y - x; rewrite -/h in chord lt.
have Al t : A (t *: h) = t * A h by rewrite -ex linearZ.
pose e0 := (A h - (f y - f x)) / (`|h| + 1).
have h1 : 0 < `|h| + 1 by apply: ltr_paddl.
have e0p : 0 < e0 by apply: divr_gt0 => //; rewrite subr_gt0.
have := diff_locally dx; rewrite ex => /eqaddoP /(_ e0 e0p).
rewrite nearE /= => /nbhs_ballP [r r0 hr].
pose t := Num.min 1 (r / (2%:R * (`|h| + 1))).
have t0 : 0 < t by rewrite /t lt_minr ltr01 divr_gt0 // mulr_gt0 // ltr0n.
have t1 : t <= 1 by rewrite /t le_minl lexx.
have tr : t * `|h| < r.
  have k : t * (2%:R * (`|h| + 1)) <= r.
    by rewrite -ler_pdivl_mulr ?mulr_gt0 ?ltr0n // /t le_minl lexx orbT.
  apply: lt_le_trans k; rewrite ltr_pmul2l // mulr_natl mulr2n.
  by apply: (@lt_trans _ _ (`|h| + 1)); rewrite ltr_addl ?ltr01.
have bt : ball (0 : V) r (t *: h).
  by rewrite -ball_normE /ball_ /= sub0r normrN normrZ gtr0_norm.
have := hr _ bt; rewrite normrZ (gtr0_norm t0).
rewrite -[X in `|X| <= _]/(f (t *: h + x) - (f x + A (t *: h))) Al distrC => le1.
have le2 : t * (A h - (f y - f x)) <= t * (e0 * `|h|).
  rewrite [X in _ <= X]mulrCA; apply: le_trans le1; apply: le_trans (ler_norm _).
  by rewrite mulrBr (addrC (f x)) -addrA ler_add2l ler_oppl opprB; exact: chord.
have : e0 * (`|h| + 1) <= e0 * `|h|.
  by rewrite /e0 divfK ?lt0r_neq0 // -(ler_pmul2l t0).
by rewrite ler_pmul2l // ger_addl lt_geF.
Qed.
End Differential.

Section Gradient.
Variable d : nat.
Local Notation V := 'rV[R]_d.+1.
Implicit Types (x y v h : V) (f : V -> R) (df : V -> V).

Lemma gradient_from_bounds f df C : 0 <= C ->
  (forall x y, `|f y - f x - dot (df x) (y - x)| <= C * nsq (y - x)) ->
  gradient f df.
Proof. by move=> C0 h x; exact: (@is_diff_inner_bound real_realType d f x (df x) C C0 (h x)). Qed.

(* ---- convexity ---------------------------------------------------------------- *)
Definition convex f := forall x y t, 0 <= t -> t <= 1 ->
  f (t *: x + (1 - t) *: y) <= t * f x + (1 - t) * f y.

Lemma convex_from_tangents f df :
  (forall x y, f x + dot (df x) (y - x) <= f y) -> convex f.
Proof.
move=> h x y t t0 t1; set z := _ + _.
have zx : x - z = (1 - t) *: (x - y).
  by rewrite /z scalerBr !scalerBl !scale1r opprD opprB !addrA; congr (_ - _); rewrite addrAC.
have zy : y - z = - (t *: (x - y)).
  by rewrite /z scalerBr !scalerBl !scale1r opprD !opprB addrC -!addrA addNr addr0 addrC.
have := ler_wpmul2l t0 (h z x).
have t1' : 0 <= 1 - t by rlra.
have := ler_wpmul2l t1' (h z y).
rewrite zx zy dotNr !dotZr; move: (dot _ _) (f z) (f x) (f y) => a b c e h1 h2.
by move: h1 h2; clear; rlra.
Qed.

Lemma convex_gradient f df : gradient f df -> convex f ->
  forall x y, f x + dot (df x) (y - x) <= f y.
Proof.
move=> gr cv x y; rewrite -ler_subr_addl.
apply: (@is_diff_chord real_realType d f x y _ (gr x)) => t t0 t1.
have := cv y x t (ltW t0) t1.
have -> : t *: y + (1 - t) *: x = t *: (y - x) + x.
  by rewrite scalerBl scalerBr scale1r addrA addrAC.
by move: (f _) (f _) (f _) => a b c; rlra.
Qed.
End Gradient.
