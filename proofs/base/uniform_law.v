(* The uniform law of [-1, 1] is unimodal, and makes a case of iid in dimension 1. *)
From Biasbound.base Require uniform_integral.
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation top_k unimodal drop iid_top_k.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Module U := uniform_integral.

Definition uniform : expectation R.
Proof.
refine (@Expectation R U.uI U.uE U.uI_cst U.uI_plus U.uI_scal U.uE_cst U.uE_plus U.uE_scal _).
by move=> X Y iX iY h; apply/RleP; apply: U.uE_le => // t; apply/RleP; exact: h.
Defined.

Lemma near_cut a u t : 0 < u ->
  (- u - a < t < u - a -> near a u t) /\ (t < - u - a \/ u - a < t -> near a u t = false).
Proof.
move=> u0; rewrite /near ltr_norml; split=> [/andP[h1 h2]|h].
  by apply/andP; split; rlra.
by apply/negbTE/negP => /andP[k1 k2]; case: h => h; rlra.
Qed.

Lemma near_none a u t : u <= 0 -> near a u t = false.
Proof. by move=> u0; apply/negbTE; rewrite -leNgt (le_trans u0). Qed.

Lemma uniform_affine (X : R -> R) c0 c1 p q : p <= q -> (forall t, p < t < q -> X t = c0 + c1 *
  t) ->
  (forall t, t < p \/ q < t -> X t = 0) -> integ uniform X.
Proof.
move=> /RleP pq h1 h2; apply: (@U.uI_affine X c0 c1 p q pq) => t.
  by move=> [/RltP k1 /RltP k2]; apply: h1; rewrite k1.
by move=> [/RltP k|/RltP k]; apply: h2; [left|right].
Qed.

Lemma uniform_near a u : 0 < u ->
  Ex uniform (fun t => (near a u t)%:R) = (U.clamp (u - a) - U.clamp (- u - a)) / 2%:R.
Proof.
move=> u0; have pq : Rle (- u - a) (u - a) by apply/RleP; rlra.
have := @U.uE_indicator (fun t => (near a u t)%:R) _ _ pq; rewrite /Ex /= => ->.
- by rewrite mc_divE.
- by move=> t [/RltP k1 /RltP k2]; rewrite (near_cut a t u0).1 // k1.
- by move=> t h; rewrite (near_cut a t u0).2 //; case: h => /RltP h; [left|right].
Qed.

Lemma uniform_unimodal : unimodal uniform.
Proof.
have le (a u : R) : 0 < u -> - u - a <= u - a by move=> u0; rlra.
split=> [a u|a u|c|X|X|c|a b u ab].
- have [u0|u0] := leP u 0.
    apply: (eq_integ (X := fun=> 0)); last exact: integ_cst.
    by move=> t; rewrite near_none.
  apply: (@uniform_affine _ 1 0 _ _ (le a u u0)) => t h.
    by rewrite (near_cut a t u0).1 // mul0r addr0.
  by rewrite (near_cut a t u0).2.
- have [u0|u0] := leP u 0.
    apply: (eq_integ (X := fun=> 0)); last exact: integ_cst.
    by move=> t; rewrite near_none // mulr0.
  apply: (@uniform_affine _ 0 1 _ _ (le a u u0)) => t h.
    by rewrite (near_cut a t u0).1 // mulr1 mul1r add0r.
  by rewrite (near_cut a t u0).2 // mulr0.
- apply: (@uniform_affine _ 0 0 c c (lexx c)) => t.
    by move=> /andP[k1 k2]; have := lt_trans k1 k2; rewrite ltxx.
  by move=> h; rewrite (_ : (t == c) = false) //; apply/negbTE; case: h => h; [rewrite
    lt_eqF|rewrite gt_eqF].
- exact: U.uI_opp.
- exact: U.uE_opp.
- have cc : Rle c c by exact: Rle_refl.
  have := @U.uE_indicator (fun t => (t == c)%:R) c c cc; rewrite /Ex /= => ->.
  + by rewrite Rminus_diag_eq // /Rdiv Rmult_0_l.
  + by move=> t [/RltP k1 /RltP k2]; have := lt_trans k1 k2; rewrite ltxx.
  + move=> t h; rewrite (_ : (t == c) = false) //; apply/negbTE.
    by case: h => /RltP h; [rewrite lt_eqF|rewrite gt_eqF].
- have [u0|u0] := leP u 0.
    have e v : Ex uniform (fun t => (near v u t)%:R) = 0.
      by rewrite (eq_Ex uniform (Y := fun=> 0)) ?Ex_cst // => t; rewrite near_none.
    by rewrite !e.
  rewrite !uniform_near //; apply: ler_wpmul2r; first by rewrite invr_ge0 ler0n.
  apply/RleP; apply: U.width_mono; first exact/RltP.
  exact/RleP.
Qed.

(* one coordinate *)
Definition uniform1 : expectation 'rV[R]_1.
Proof.
refine (@Expectation 'rV[R]_1 (fun X => integ uniform (fun t => X (const_mx t)))
  (fun X => Ex uniform (fun t => X (const_mx t))) _ _ _ _ _ _ _).
- by move=> c; exact: integ_cst.
- by move=> X Y; exact: integD.
- by move=> a X; exact: integZ.
- by move=> c; exact: Ex_cst.
- by move=> X Y; exact: ExD.
- by move=> a X; exact: ExZ.
- by move=> X Y iX iY h; apply: Ex_le.
Defined.

Lemma uniform1_iid : iid uniform uniform1.
Proof.
have c1 (i : 'I_1) y t : upd y i t = const_mx t.
  by apply/rowP => j; rewrite !mxE !ord1 eqxx.
split=> [i X y iX|i X iX|i X iX|i|i|a i j X iX].
- by apply: (@eq_integ _ uniform (fun t => X (const_mx t))) => // t; rewrite c1.
- apply: (@eq_integ _ uniform1 (fun=> Ex uniform1 X)); last exact: integ_cst.
  move=> y; change (Ex uniform (fun t => X (const_mx t)) = Ex uniform (fun t => X (upd y i t))).
  by congr (Ex uniform _); apply: funext => t; rewrite c1.
- rewrite -[RHS](Ex_cst uniform1); congr (Ex uniform1 _); apply: funext => y.
  change (Ex uniform (fun t => X (upd y i t)) = Ex uniform (fun t => X (const_mx t))).
  by congr (Ex uniform _); apply: funext => t; rewrite c1.
- by apply: (@eq_integ _ uniform (fun t => t)); [move=> t; rewrite mxE|exact: U.uI_id].
- apply: (@eq_integ _ uniform (fun t => t * t)); last exact: U.uI_sq.
  by move=> t; rewrite mxE expr2.
- apply: (@eq_integ _ uniform1 (fun=> 0)); last exact: integ_cst.
  by move=> y; rewrite !ord1 ltxx mul0r.
Qed.
