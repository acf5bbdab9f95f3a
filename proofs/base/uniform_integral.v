(* Riemann integrals over [-1, 1] of functions cut off outside an interval.  *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Local Open Scope R_scope.

(* x brought into [-1, 1] *)
Definition clamp x := Rmax (-1) (Rmin 1 x).

Ltac clamps := unfold clamp, Rmax, Rmin, Rabs in *;
  repeat (destruct Rle_dec in * || destruct Rcase_abs in * ); try lra.

Lemma clamp_le p q : p <= q -> clamp p <= clamp q.
Proof. intros; clamps. Qed.

Lemma clamp_in p : -1 <= clamp p <= 1.
Proof. clamps. Qed.

Lemma is_RInt_zero (X : R -> R) a b : a <= b -> (forall t, a < t < b -> X t = 0) -> is_RInt X a b 0.
Proof.
intros ab h; apply (is_RInt_ext (fun _ => 0)).
2: { pose proof (is_RInt_const (V := R_NormedModule) a b 0) as H.
     assert (e : scal (b - a) (0 : R_NormedModule) = (0 : R_NormedModule)) by apply Rmult_0_r.
     rewrite e in H; exact H. }
intros t; rewrite Rmin_left, Rmax_right by assumption; intros; symmetry; auto.
Qed.

(* X = Y inside (p, q), 0 outside [p, q] *)
Lemma is_RInt_cut (X Y : R -> R) p q I : p <= q -> is_RInt Y (clamp p) (clamp q) I ->
  (forall t, p < t < q -> X t = Y t) -> (forall t, t < p \/ q < t -> X t = 0) ->
  is_RInt X (-1) 1 I.
Proof.
intros pq iY inn out; pose proof (clamp_le p q pq); pose proof (clamp_in p); pose proof (clamp_in
  q).
replace I with (plus (plus 0 I) 0) by (unfold plus; simpl; lra).
apply (is_RInt_Chasles X (-1) (clamp q) 1).
apply (is_RInt_Chasles X (-1) (clamp p) (clamp q)).
- apply is_RInt_zero; [lra|]; intros t ht; apply out; left; clamps.
- apply (is_RInt_ext Y); [|exact iY].
  intros t; rewrite Rmin_left, Rmax_right by lra; intros ht; symmetry; apply inn; clamps.
- apply is_RInt_zero; [lra|]; intros t ht; apply out; right; clamps.
Qed.

Lemma width_mono a b u : 0 < u -> Rabs a <= Rabs b ->
  clamp (u - b) - clamp (- u - b) <= clamp (u - a) - clamp (- u - a).
Proof. intros; clamps. Qed.

(* the mean of X under the uniform law of [-1, 1] *)
Definition uI (X : R -> R) : Prop := ex_RInt X (-1) 1.
Definition uE (X : R -> R) : R := RInt X (-1) 1 / 2.

Lemma uI_cst c : uI (fun _ => c).
Proof. apply (ex_RInt_const (V := R_NormedModule)). Qed.
Lemma uI_plus X Y : uI X -> uI Y -> uI (fun t => X t + Y t).
Proof. intros; apply (ex_RInt_plus (V := R_NormedModule)); assumption. Qed.
Lemma uI_scal a X : uI X -> uI (fun t => a * X t).
Proof. intros; apply (ex_RInt_scal (V := R_NormedModule)); assumption. Qed.
Lemma uE_cst c : uE (fun _ => c) = c.
Proof. unfold uE; rewrite RInt_const; unfold scal; simpl; unfold mult; simpl; field. Qed.
Lemma uE_plus X Y : uI X -> uI Y -> uE (fun t => X t + Y t) = uE X + uE Y.
Proof.
intros iX iY; unfold uE; pose proof (RInt_plus X Y (-1) 1 iX iY) as e.
unfold plus in e; simpl in e; rewrite e; field.
Qed.
Lemma uE_scal a X : uI X -> uE (fun t => a * X t) = a * uE X.
Proof.
intros iX; unfold uE; pose proof (RInt_scal X (-1) 1 a iX) as e.
unfold scal in e; simpl in e; unfold mult in e; simpl in e; rewrite e; field.
Qed.
Lemma uE_le X Y : uI X -> uI Y -> (forall t, X t <= Y t) -> uE X <= uE Y.
Proof.
intros iX iY h; unfold uE; assert (RInt X (-1) 1 <= RInt Y (-1) 1); [|lra].
apply RInt_le; auto; lra.
Qed.

Lemma is_RInt_flip (X : R -> R) (l : R) : is_RInt X (-1) 1 l -> is_RInt (fun t => X (- t)) (-1) 1 l.
Proof.
intros h; apply (is_RInt_swap X 1 (-1) l) in h.
assert (h2 : is_RInt X (Ropp (-1)) (Ropp 1) (opp l)).
{ replace (Ropp (-1)) with 1 by lra; replace (Ropp 1) with (-1) by lra; exact h. }
apply is_RInt_comp_opp in h2; apply is_RInt_opp in h2; rewrite opp_opp in h2.
apply (is_RInt_ext (fun y => opp (opp (X (- y))))); [intros; apply opp_opp|exact h2].
Qed.

Lemma uI_opp X : uI X -> uI (fun t => X (- t)).
Proof. intros [l h]; exists l; apply is_RInt_flip; exact h. Qed.
Lemma uE_opp X : uI X -> uE (fun t => X (- t)) = uE X.
Proof.
intros iX; unfold uE; f_equal; apply is_RInt_unique, is_RInt_flip.
exact (RInt_correct (V := R_CompleteNormedModule) X (-1) 1 iX).
Qed.

(* an affine function on (p, q), 0 outside *)
Lemma uI_affine X c0 c1 p q : p <= q -> (forall t, p < t < q -> X t = c0 + c1 * t) ->
  (forall t, t < p \/ q < t -> X t = 0) -> uI X.
Proof.
intros pq h1 h2; assert (e : ex_RInt (fun t => c0 + c1 * t) (clamp p) (clamp q)).
{ apply (ex_RInt_plus (V := R_NormedModule)); [apply (ex_RInt_const (V := R_NormedModule))|].
  apply (ex_RInt_scal (V := R_NormedModule)); apply (ex_RInt_continuous (V :=
    R_CompleteNormedModule)); intros; apply continuous_id. }
destruct e as [l hl]; exists l; apply (is_RInt_cut _ _ p q l pq hl); assumption.
Qed.

Lemma uE_indicator X p q : p <= q -> (forall t, p < t < q -> X t = 1) ->
  (forall t, t < p \/ q < t -> X t = 0) -> uE X = (clamp q - clamp p) / 2.
Proof.
intros pq h1 h2; unfold uE; f_equal; apply is_RInt_unique.
apply (is_RInt_cut _ (fun _ => 1) p q); auto.
pose proof (is_RInt_const (V := R_NormedModule) (clamp p) (clamp q) 1) as H.
unfold scal in H; simpl in H; unfold mult in H; simpl in H; rewrite Rmult_1_r in H; exact H.
Qed.

Lemma uI_id : uI (fun t => t).
Proof. apply (ex_RInt_continuous (V := R_CompleteNormedModule)); intros; apply continuous_id. Qed.
Lemma uI_sq : uI (fun t => t * t).
Proof.
apply (ex_RInt_continuous (V := R_CompleteNormedModule)); intros.
apply (continuous_mult (K := R_AbsRing)); apply continuous_id.
Qed.
