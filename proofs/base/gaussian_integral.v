(* The standard Gaussian law on the real line, from Coquelicot's improper        *)
(* Riemann integral:                                                             *)
(*   gauss_mean h = (1/Z) int_(-oo)^(+oo) h(x) exp(-x^2/2) dx,                    *)
(* where Z is the integral of exp(-x^2/2) itself.                                *)
(*   gauss_integrable_growth   continuous h with |h| <= C (1+x^2)^k              *)
(*   gauss_stein               E x h(x) = E h'(x)                                *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
Local Open Scope R_scope.

Definition phi (x : R) := exp (- x ^ 2 / 2).

Notation minus_oo := (Rbar_locally m_infty).
Notation plus_oo := (Rbar_locally p_infty).

Definition gauss_integrable (h : R -> R) :=
  ex_RInt_gen (fun x => h x * phi x) minus_oo plus_oo.
Definition gauss_int (h : R -> R) : R := RInt_gen (fun x => h x * phi x) minus_oo plus_oo.
Definition gauss_Z := gauss_int (fun _ => 1).
Definition gauss_mean h := gauss_int h / gauss_Z.

(* polynomial growth *)
Definition growth (h : R -> R) := exists C k, forall x, Rabs (h x) <= C * (1 + x ^ 2) ^ k.

Lemma phi_gt0 x : 0 < phi x. Proof. apply exp_pos. Qed.

Lemma continuous_phi x : continuous phi x.
Proof.
apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)).
unfold phi; auto_derive; trivial.
Qed.

Lemma derive_phi x : is_derive phi x (- x * phi x).
Proof.
unfold phi; auto_derive; [trivial|].
replace (- (x * (x * 1)) * / 2) with (- x ^ 2 / 2) by (simpl; field).
simpl; field.
Qed.

Lemma one_sq_ge1 x : 1 <= 1 + x ^ 2. Proof. nra. Qed.

(* (1 + x^2)^k phi(x) is bounded *)
Lemma phi_pow_bound k : exists K, 0 < K /\ forall x, (1 + x ^ 2) ^ k * phi x <= K.
Proof.
destruct k as [|k].
  exists 1; split; [lra|]; intros x; simpl; rewrite Rmult_1_l; unfold phi.
  rewrite <- exp_0; destruct (Req_dec x 0) as [->|h].
    right; f_equal; field.
  left; apply exp_increasing; assert (0 < x ^ 2) by (apply pow2_gt_0; assumption); lra.
set (n := 2 * INR (S k)).
assert (n0 : 0 < n) by (unfold n; assert (h := lt_0_INR (S k) (Nat.lt_0_succ k)); lra).
exists (n ^ S k * exp (/ 2)); split.
  apply Rmult_lt_0_compat; [apply pow_lt; assumption|apply exp_pos].
intros x; set (z := (1 + x ^ 2) / n).
assert (z0 : 0 < z) by (apply Rdiv_lt_0_compat; [assert (h := one_sq_ge1 x); lra|assumption]).
assert (e : 1 + x ^ 2 = n * z) by (unfold z; field; lra).
rewrite e, Rpow_mult_distr, Rmult_assoc.
apply Rmult_le_compat_l; [left; apply pow_lt; assumption|].
apply Rle_trans with (exp z ^ S k * phi x).
  apply Rmult_le_compat_r; [left; apply phi_gt0|].
  apply pow_incr; split; [lra|]; assert (h := exp_ineq1 z); lra.
right; unfold phi; rewrite <- (Rmult_1_l z) at 1.
assert (ep : forall m, exp z ^ m = exp (INR m * z)).
  induction m as [|m IH]; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
  simpl pow; rewrite IH, <- exp_plus, S_INR; f_equal; ring.
rewrite Rmult_1_l, ep, <- exp_plus; f_equal.
assert (e2 : INR (S k) * z = (1 + x ^ 2) / 2).
  unfold z, n; field; apply not_0_INR; discriminate.
rewrite e2; field.
Qed.

Lemma growth_decay h : growth h ->
  exists C, 0 < C /\ forall x, Rabs (h x * phi x) <= C / (1 + x ^ 2).
Proof.
intros [C [k H]]; destruct (phi_pow_bound (S k)) as [K [K0 HK]].
exists ((Rabs C + 1) * K); split.
  apply Rmult_lt_0_compat; [assert (c := Rabs_pos C); lra|assumption].
intros x; assert (p := one_sq_ge1 x).
apply (Rmult_le_reg_r (1 + x ^ 2)); [lra|].
unfold Rdiv; rewrite (Rmult_assoc _ (/ _)), Rinv_l, Rmult_1_r by lra.
rewrite Rabs_mult, (Rabs_pos_eq (phi x)) by (left; apply phi_gt0).
apply Rle_trans with ((Rabs C + 1) * ((1 + x ^ 2) ^ S k * phi x)).
  replace ((Rabs C + 1) * ((1 + x ^ 2) ^ S k * phi x))
    with (((Rabs C + 1) * (1 + x ^ 2) ^ k) * phi x * (1 + x ^ 2)) by (simpl; ring).
  apply Rmult_le_compat_r; [lra|]; apply Rmult_le_compat_r; [left; apply phi_gt0|].
  apply Rle_trans with (1 := H x); apply Rmult_le_compat_r; [apply pow_le; lra|].
  assert (c := Rle_abs C); lra.
apply Rmult_le_compat_l; [assert (c := Rabs_pos C); lra|apply HK].
Qed.

(* A function whose derivative is O(1/x^2) has a limit at +oo *)
Lemma limit_of_decay (F dF : R -> R) C : 0 < C ->
  (forall x : R, is_derive F x (dF x)) -> (forall x, Rabs (dF x) <= C / (1 + x ^ 2)) ->
  exists l, filterlim F plus_oo (locally l).
Proof.
intros C0 D B.
assert (mono : forall s u v, (s = 1 \/ s = -1) -> 0 < u -> u <= v ->
    s * F v + C / v <= s * F u + C / u).
  intros s u v hs u0 uv.
  destruct (MVT_gen (fun x => s * F x + C / x) u v (fun x => s * dF x - C / x ^ 2))
    as [c [hc e]].
  - intros x hx; rewrite Rmin_left, Rmax_right in hx by lra.
    assert (De := D x).
    auto_derive; [split; [eexists; exact De|split; [lra|trivial]]|].
    assert (De2 : Derive (fun y : R => F y) x = dF x) by (apply is_derive_unique; exact De).
    rewrite De2; field; lra.
  - intros x hx; rewrite Rmin_left, Rmax_right in hx by lra.
    apply continuity_pt_filterlim.
    apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)
      (fun x => s * F x + C / x) x).
    assert (De := D x).
    auto_derive; split; [eexists; exact De|split; [lra|trivial]].
  - rewrite Rmin_left, Rmax_right in hc by lra.
    assert (hb := B c); assert (c0 : 0 < c ^ 2) by (apply pow_lt; lra).
    assert (hd : s * dF c <= C / c ^ 2).
      apply Rle_trans with (Rabs (dF c)).
        destruct hs as [-> | ->]; [rewrite Rmult_1_l; apply Rle_abs|].
        rewrite <- Rabs_Ropp; replace (-1 * dF c) with (- dF c) by ring; apply Rle_abs.
      apply Rle_trans with (1 := hb); apply Rmult_le_compat_l; [lra|].
      apply Rinv_le_contravar; lra.
    assert (0 <= v - u) by lra; simpl in e, hd |- *; nra.
assert (cau : forall u v e, 0 < u -> u <= v -> C / u < e -> Rabs (F u - F v) < e).
  intros u v e u0 uv h.
  assert (m1 := mono 1 u v (or_introl eq_refl) u0 uv).
  assert (m2 := mono (-1) u v (or_intror eq_refl) u0 uv).
  assert (0 < C / v) by (apply Rdiv_lt_0_compat; lra).
  apply Rabs_lt_between'; lra.
apply (filterlim_locally_cauchy (U := R_CompleteSpace)).
intros e; exists (fun x => C / e < x /\ 0 < x); split.
  assert (P : 0 < C / e) by (apply Rdiv_lt_0_compat; [lra|apply cond_pos]).
  exists (C / e); intros x hx; lra.
assert (sm : forall u, C / e < u -> 0 < u -> C / u < e).
  intros u h u0; assert (e0 := cond_pos e).
  apply (Rmult_lt_reg_r u); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra.
  apply (Rmult_lt_compat_l e) in h; [|lra].
  replace (e * (C / e)) with C in h by (field; lra); lra.
intros u v [u1 u0] [v1 v0]; change (Rabs (F v - F u) < e).
destruct (Rle_dec u v) as [uv|uv].
  rewrite Rabs_minus_sym; apply cau; [assumption|assumption|apply sm; assumption].
apply cau; [assumption|lra|apply sm; assumption].
Qed.

Lemma is_derive_comp_opp (F dF : R -> R) : (forall x, is_derive F x (dF x)) ->
  forall x, is_derive (fun y => F (- y)) x (- dF (- x)).
Proof.
intros D x; assert (De := D (- x)).
auto_derive; [eexists; exact De|].
assert (De2 : Derive (fun y : R => F y) (- x) = dF (- x)) by (apply is_derive_unique; exact De).
rewrite De2; ring.
Qed.

Lemma gauss_integrable_growth (h : R -> R) :
  (forall x : R, continuous h x) -> growth h -> gauss_integrable h.
Proof.
intros ch gh; destruct (growth_decay h gh) as [C [C0 B]].
pose (g := fun x : R => h x * phi x); pose (F := fun x : R => RInt g 0 x).
assert (cg : forall x : R, continuous g x).
  intros x; apply (continuous_mult h phi x); [apply ch|apply continuous_phi].
assert (D : forall x : R, is_derive F x (g x)).
  intros x; apply (is_derive_RInt g F 0 x); [|apply cg].
  apply (filter_forall (F := locally x)); intros y; apply (RInt_correct (V := R_CompleteNormedModule) g 0 y).
  apply (ex_RInt_continuous (V := R_CompleteNormedModule)); intros z _; apply cg.
destruct (limit_of_decay F g C C0 D B) as [lp Hp].
destruct (limit_of_decay (fun x => F (- x)) (fun x => - g (- x)) C C0) as [lm Hm].
  apply is_derive_comp_opp; exact D.
  intros x; rewrite Rabs_Ropp; replace (x ^ 2) with ((- x) ^ 2) by ring; apply B.
exists (lp - lm); apply (is_RInt_gen_ext (Derive F)).
  apply filter_forall; intros [a b] x _; apply is_derive_unique, D.
apply is_RInt_gen_Derive.
- apply filter_forall; intros [a b] x _; eexists; apply D.
- apply filter_forall; intros [a b] x _; apply (continuous_ext g); [|apply cg].
  intros y; symmetry; apply is_derive_unique, D.
- apply (filterlim_ext (fun x => F (- - x))); [intros x; f_equal; ring|].
  apply (filterlim_comp _ _ _ Ropp (fun x => F (- x)) minus_oo plus_oo); [|exact Hm].
  apply (filterlim_Rbar_opp m_infty).
- exact Hp.
Qed.

Lemma growth_cst c : growth (fun _ => c).
Proof. exists (Rabs c), O; intros x; simpl; lra. Qed.

Lemma gauss_integrable_cst c : gauss_integrable (fun _ => c).
Proof. apply gauss_integrable_growth; [intros x; apply continuous_const|apply growth_cst]. Qed.

Lemma gauss_integrable_plus h k : gauss_integrable h -> gauss_integrable k ->
  gauss_integrable (fun x => h x + k x).
Proof.
intros [a Ha] [b Hb]; exists (a + b).
apply (is_RInt_gen_ext (fun x => plus (h x * phi x) (k x * phi x))).
  apply filter_forall; intros ab x _; symmetry; apply Rmult_plus_distr_r.
exact (is_RInt_gen_plus (V := R_NormedModule) _ _ _ _ Ha Hb).
Qed.

Lemma gauss_integrable_scal c h : gauss_integrable h -> gauss_integrable (fun x => c * h x).
Proof.
intros [a Ha]; exists (c * a).
apply (is_RInt_gen_ext (fun x => scal c (h x * phi x))).
  apply filter_forall; intros ab x _; symmetry; apply Rmult_assoc.
exact (is_RInt_gen_scal (V := R_NormedModule) _ c _ Ha).
Qed.

Lemma gauss_int_plus h k : gauss_integrable h -> gauss_integrable k ->
  gauss_int (fun x => h x + k x) = gauss_int h + gauss_int k.
Proof.
intros Ha Hb; apply is_RInt_gen_unique.
apply (is_RInt_gen_ext (fun x => plus (h x * phi x) (k x * phi x))).
  apply filter_forall; intros ab x _; symmetry; apply Rmult_plus_distr_r.
exact (is_RInt_gen_plus (V := R_NormedModule) _ _ _ _
  (RInt_gen_correct (V := R_CompleteNormedModule) _ Ha)
  (RInt_gen_correct (V := R_CompleteNormedModule) _ Hb)).
Qed.

Lemma gauss_int_scal c h : gauss_integrable h ->
  gauss_int (fun x => c * h x) = c * gauss_int h.
Proof.
intros Ha; apply is_RInt_gen_unique.
apply (is_RInt_gen_ext (fun x => scal c (h x * phi x))).
  apply filter_forall; intros ab x _; symmetry; apply Rmult_assoc.
exact (is_RInt_gen_scal (V := R_NormedModule) _ c _
  (RInt_gen_correct (V := R_CompleteNormedModule) _ Ha)).
Qed.

Lemma minus_plus_oo (Q : R * R -> Prop) : (forall a b, a <= 0 -> 0 <= b -> Q (a, b)) ->
  filter_prod minus_oo plus_oo Q.
Proof.
intros H; apply (Filter_prod _ _ _ (fun a => a < 0) (fun b => 0 < b)).
- exists 0; intros; assumption.
- exists 0; intros; assumption.
- intros a b ha hb; apply H; lra.
Qed.

Lemma gauss_int_ge0 h : gauss_integrable h -> (forall x, 0 <= h x) -> 0 <= gauss_int h.
Proof.
intros Hh h0.
assert (I := RInt_gen_correct (V := R_CompleteNormedModule) _ Hh).
apply Rle_trans with (norm (gauss_int h)); [apply norm_ge_0|].
apply (RInt_gen_norm (fun x => h x * phi x) (fun x => h x * phi x) (gauss_int h) (gauss_int h))
  with (3 := I) (4 := I).
  apply minus_plus_oo; simpl; intros; lra.
apply filter_forall; intros [a b] x _; unfold norm; simpl; unfold abs; simpl.
rewrite Rabs_pos_eq; [lra|]; apply Rmult_le_pos; [apply h0|left; apply phi_gt0].
Qed.

Lemma gauss_Z_gt0 : 0 < gauss_Z.
Proof.
assert (I := RInt_gen_correct (V := R_CompleteNormedModule) _ (gauss_integrable_cst 1)).
fold (gauss_int (fun _ => 1)) in I; fold gauss_Z in I.
(* on [0, 1], phi >= exp(-1/2) *)
assert (c : forall a b, ex_RInt (fun x => 1 * phi x) a b).
  intros a b; apply (ex_RInt_continuous (V := R_CompleteNormedModule)); intros x _.
  apply (continuous_mult (fun _ => 1) phi); [apply continuous_const|apply continuous_phi].
assert (p : forall x, 0 <= 1 * phi x) by (intros x; assert (h := phi_gt0 x); lra).
assert (lb : exp (- 1 / 2) <= RInt (fun x => 1 * phi x) 0 1).
  replace (exp (-1 / 2)) with (RInt (fun _ => exp (- 1 / 2)) 0 1).
    2:{ rewrite RInt_const; unfold scal; simpl; unfold mult; simpl; ring. }
  apply RInt_le; [lra|apply ex_RInt_const|apply c|].
  intros x hx; rewrite Rmult_1_l; unfold phi.
  destruct (Rle_lt_or_eq_dec (-1 / 2) (- x ^ 2 / 2)) as [h|h]; [nra| |].
    left; apply exp_increasing; exact h.
  rewrite h; lra.
apply Rlt_le_trans with (1 := exp_pos (- 1 / 2)), Rnot_lt_le; intros hz.
assert (nb : locally gauss_Z (fun y => y < exp (- 1 / 2))) by (apply open_lt; exact hz).
assert (Hl : filter_prod minus_oo plus_oo (fun ab => exists y,
    is_RInt (fun x => 1 * phi x) (fst ab) (snd ab) y /\ y < exp (- 1 / 2))) by exact (I _ nb).
assert (far : filter_prod minus_oo plus_oo (fun ab => fst ab <= 0 /\ 1 <= snd ab)).
  apply (Filter_prod _ _ _ (fun a => a < 0) (fun b => 1 < b)).
  - exists 0; intros; assumption.
  - exists 1; intros; assumption.
  - simpl; intros a b ha hb; lra.
assert (FF := filter_and _ _ Hl far).
apply filter_ex in FF; destruct FF as [[a b] [[y [h1 h2]] [h3 h4]]]; simpl in h1, h2, h3, h4.
apply (is_RInt_unique (V := R_CompleteNormedModule)) in h1.
assert (e : RInt (fun x => 1 * phi x) a b =
  RInt (fun x => 1 * phi x) a 0 + (RInt (fun x => 1 * phi x) 0 1 + RInt (fun x => 1 * phi x) 1 b)).
  rewrite <- (RInt_Chasles (fun x => 1 * phi x) a 0 b (c _ _) (c _ _)).
  rewrite <- (RInt_Chasles (fun x => 1 * phi x) 0 1 b (c _ _) (c _ _)); reflexivity.
assert (q1 : 0 <= RInt (fun x => 1 * phi x) a 0).
  apply RInt_ge_0; [lra|apply c|intros; apply p].
assert (q2 : 0 <= RInt (fun x => 1 * phi x) 1 b).
  apply RInt_ge_0; [lra|apply c|intros; apply p].
lra.
Qed.

Lemma gauss_mean_plus h k : gauss_integrable h -> gauss_integrable k ->
  gauss_mean (fun x => h x + k x) = gauss_mean h + gauss_mean k.
Proof.
intros Hh Hk; unfold gauss_mean; rewrite gauss_int_plus by assumption.
field; assert (z := gauss_Z_gt0); lra.
Qed.

Lemma gauss_mean_scal c h : gauss_integrable h ->
  gauss_mean (fun x => c * h x) = c * gauss_mean h.
Proof.
intros Hh; unfold gauss_mean; rewrite gauss_int_scal by assumption.
field; assert (z := gauss_Z_gt0); lra.
Qed.

Lemma gauss_mean_cst c : gauss_mean (fun _ => c) = c.
Proof.
unfold gauss_mean; assert (z := gauss_Z_gt0).
replace (gauss_int (fun _ => c)) with (c * gauss_Z); [field; lra|].
unfold gauss_Z; rewrite <- gauss_int_scal by apply gauss_integrable_cst.
unfold gauss_int; f_equal; apply FunctionalExtensionality.functional_extensionality.
intros x; ring.
Qed.

Lemma gauss_mean_le h k : gauss_integrable h -> gauss_integrable k ->
  (forall x, h x <= k x) -> gauss_mean h <= gauss_mean k.
Proof.
intros Hh Hk le; assert (z := gauss_Z_gt0).
assert (Hm := gauss_integrable_scal (-1) h Hh).
assert (p : 0 <= gauss_int (fun x => k x + -1 * h x)).
  apply gauss_int_ge0; [apply gauss_integrable_plus; assumption|].
  intros x; assert (l := le x); lra.
rewrite gauss_int_plus, gauss_int_scal in p by assumption.
apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; exact z|lra].
Qed.

(* limits of h phi at both ends *)
Lemma growth_limit h (G : (R -> Prop) -> Prop) (FG : Filter G) :
  (forall A, G (fun x => A < x ^ 2)) -> growth h ->
  filterlim (fun x => h x * phi x) G (locally 0).
Proof.
intros far gh; destruct (growth_decay h gh) as [C [C0 B]].
apply filterlim_locally; intros e; apply (filter_imp (fun x => C / e < x ^ 2)); [|apply far].
intros x hx; unfold ball; simpl; unfold AbsRing_ball, abs, minus, plus, opp; simpl.
assert (e0 := cond_pos e); rewrite Ropp_0, Rplus_0_r.
apply Rle_lt_trans with (1 := B x), (Rmult_lt_reg_r (1 + x ^ 2)); [nra|].
unfold Rdiv; rewrite Rmult_assoc, Rinv_l by nra.
apply (Rmult_lt_compat_l e) in hx; [|lra].
replace (e * (C / e)) with C in hx by (field; lra); simpl in *; nra.
Qed.

Lemma far_plus_oo A : plus_oo (fun x => A < x ^ 2).
Proof. exists (Rabs A + 1); intros x hx; assert (h := Rle_abs A); assert (q := Rabs_pos A); nra. Qed.

Lemma far_minus_oo A : minus_oo (fun x => A < x ^ 2).
Proof. exists (- (Rabs A + 1)); intros x hx; assert (h := Rle_abs A); assert (q := Rabs_pos A); nra. Qed.

(* integration by parts *)
Lemma gauss_stein (h dh : R -> R) : (forall x : R, is_derive h x (dh x)) -> (forall x : R, continuous dh x) ->
  growth h -> gauss_integrable dh -> gauss_integrable (fun x => x * h x) ->
  gauss_mean (fun x => x * h x) = gauss_mean dh.
Proof.
intros D cd gh Id Ix.
assert (De : forall x : R, is_derive (fun t => h t * phi t) x ((dh x + -1 * (x * h x)) * phi x)).
  intros x; assert (P := is_derive_mult h phi x _ _ (D x) (derive_phi x) Rmult_comm).
  unfold plus, mult in P; simpl in P.
  replace ((dh x + -1 * (x * h x)) * phi x) with (dh x * phi x + h x * (- x * phi x)) by ring.
  exact P.
assert (ch : forall x : R, continuous h x).
  intros x; apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)).
  eexists; apply D.
assert (z : gauss_int (fun x => dh x + -1 * (x * h x)) = 0).
  apply is_RInt_gen_unique.
  apply (is_RInt_gen_ext (Derive (fun t => h t * phi t))).
    apply filter_forall; intros [a b] x _; apply is_derive_unique, De.
  replace 0 with (0 - 0) by ring; apply is_RInt_gen_Derive.
  - apply filter_forall; intros [a b] x _; eexists; apply De.
  - apply filter_forall; intros [a b] x _.
    apply (continuous_ext (fun x => (dh x + -1 * (x * h x)) * phi x)).
      intros y; symmetry; apply is_derive_unique, De.
    apply (continuous_mult (fun x => dh x + -1 * (x * h x)) phi); [|apply continuous_phi].
    apply (continuous_plus dh (fun x => -1 * (x * h x))); [apply cd|].
    apply (continuous_mult (fun _ => -1) (fun x => x * h x)); [apply continuous_const|].
    apply (continuous_mult (fun x => x) h); [apply continuous_id|apply ch].
  - apply growth_limit; [typeclasses eauto|apply far_minus_oo|exact gh].
  - apply growth_limit; [typeclasses eauto|apply far_plus_oo|exact gh].
rewrite gauss_int_plus, gauss_int_scal in z;
  [|assumption..|apply gauss_integrable_scal; assumption].
unfold gauss_mean; f_equal; lra.
Qed.

(* moments *)
Lemma continuous_pow_x k (x : R) : continuous (fun x => x ^ k) x.
Proof.
apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule) (fun x => x ^ k) x).
auto_derive; trivial.
Qed.

Lemma growth_pow k : growth (fun x => x ^ k).
Proof.
exists 1, k; intros x; rewrite Rmult_1_l, <- RPow_abs; apply pow_incr.
split; [apply Rabs_pos|]; destruct (Rcase_abs x) as [h|h].
  rewrite Rabs_left by assumption; nra.
rewrite Rabs_right by assumption; nra.
Qed.

Lemma gauss_integrable_pow k : gauss_integrable (fun x => x ^ k).
Proof. apply gauss_integrable_growth; [apply continuous_pow_x|apply growth_pow]. Qed.

Lemma gauss_mean_ext h k : (forall x, h x = k x) -> gauss_mean h = gauss_mean k.
Proof.
intros e; f_equal; apply FunctionalExtensionality.functional_extensionality; exact e.
Qed.

Lemma gauss_mean_x : gauss_mean (fun x => x) = 0.
Proof.
rewrite (gauss_mean_ext _ (fun x => x * 1)) by (intros; ring).
rewrite (gauss_stein (fun _ => 1) (fun _ => 0)).
- apply gauss_mean_cst.
- intros x; apply (is_derive_const (K := R_AbsRing) (V := R_NormedModule)).
- intros x; apply continuous_const.
- apply growth_cst.
- apply gauss_integrable_cst.
- assert (H := gauss_integrable_pow 1); simpl in H; exact H.
Qed.

Lemma gauss_mean_pow k : gauss_mean (fun x => x ^ S (S k)) = INR (S k) * gauss_mean (fun x => x ^ k).
Proof.
rewrite (gauss_mean_ext _ (fun x => x * x ^ S k)) by reflexivity.
rewrite <- gauss_mean_scal by apply gauss_integrable_pow.
apply gauss_stein.
- intros x; auto_derive; [trivial|].
  change (match k with O => 1 | S _ => INR k + 1 end) with (INR (S k)); ring.
- intros x; apply (continuous_mult (fun _ => INR (S k)) (fun x => x ^ k)).
    apply continuous_const.
  apply continuous_pow_x.
- apply growth_pow.
- apply gauss_integrable_scal, gauss_integrable_pow.
- exact (gauss_integrable_pow (S (S k))).
Qed.

(* locally Lipschitz with constants of polynomial growth *)
Definition tame_line (h : R -> R) := exists C k, 0 <= C /\
  forall x y, (h x - h y) ^ 2 <= C * (1 + x ^ 2 + y ^ 2) ^ k * (x - y) ^ 2.

Lemma tame_line_growth h : tame_line h -> growth h.
Proof.
intros [C [k [C0 H]]]; exists (Rabs (h 0) + 1 + C), (S k); intros x.
assert (hx := H x 0); replace (1 + x ^ 2 + 0 ^ 2) with (1 + x ^ 2) in hx by ring.
assert (w := one_sq_ge1 x); set (W := 1 + x ^ 2) in *.
assert (p : 1 <= W ^ k) by (apply pow_R1_Rle; exact w).
assert (t : Rabs (h x) <= Rabs (h 0) + (1 + (h x - h 0) ^ 2)).
  replace (h x) with (h 0 + (h x - h 0)) at 1 by ring.
  apply Rle_trans with (1 := Rabs_triang _ _), Rplus_le_compat_l.
  apply Rabs_le; set (t := h x - h 0).
  assert (s1 := pow2_ge_0 (t - 1)); assert (s2 := pow2_ge_0 (t + 1)); nra.
assert (q : C * W ^ k * (x - 0) ^ 2 <= C * W ^ S k).
  replace (C * W ^ S k) with (C * W ^ k * W) by (simpl; ring).
  apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|unfold W; nra].
assert (r : Rabs (h 0) + 1 <= (Rabs (h 0) + 1) * W ^ S k).
  rewrite <- (Rmult_1_r (Rabs (h 0) + 1)) at 1; apply Rmult_le_compat_l.
    assert (c := Rabs_pos (h 0)); lra.
  apply pow_R1_Rle; exact w.
lra.
Qed.

Lemma tame_line_continuous h : tame_line h -> forall x : R, continuous h x.
Proof.
intros [C [k [C0 H]]] x; set (K := C * (3 + 3 * x ^ 2) ^ k).
assert (K0 : 0 <= K) by (apply Rmult_le_pos; [assumption|apply pow_le; nra]).
apply filterlim_locally; intros e; assert (e0 := cond_pos e).
assert (d0 : 0 < Rmin 1 (e / (K + 1))).
  apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra].
exists (mkposreal _ d0); intros y hy; change (Rabs (y - x) < Rmin 1 (e / (K + 1))) in hy.
change (Rabs (h y - h x) < e).
assert (h1 := Rlt_le_trans _ _ _ hy (Rmin_l _ _)).
assert (h2 := Rlt_le_trans _ _ _ hy (Rmin_r _ _)).
assert (a0 := Rabs_pos (y - x)).
assert (b : (h y - h x) ^ 2 <= K * (y - x) ^ 2).
  apply Rle_trans with (1 := H y x), Rmult_le_compat_r; [apply pow2_ge_0|].
  apply Rmult_le_compat_l; [assumption|]; apply pow_incr.
  apply Rabs_lt_between in h1; assert (s0 := pow2_ge_0 (2 * x - y)).
  assert (s1 : (y - x) ^ 2 <= 1) by (clear - h1; nra).
  assert (s2 := pow2_ge_0 y); assert (s3 := pow2_ge_0 x); split; lra.
apply (Rmult_lt_compat_l (K + 1)) in h2; [|lra].
replace ((K + 1) * (e / (K + 1))) with (pos e) in h2 by (field; lra).
rewrite <- (pow2_abs (h y - h x)), <- (pow2_abs (y - x)) in b.
assert (c0 := Rabs_pos (h y - h x)).
set (A := Rabs (y - x)) in *; set (B := Rabs (h y - h x)) in *.
apply Rnot_le_lt; intros hB.
assert (a2 := pow2_ge_0 A).
assert (l1 : K * A ^ 2 <= ((K + 1) * A) ^ 2).
  replace (((K + 1) * A) ^ 2) with ((K ^ 2 + K + 1 + K) * A ^ 2) by ring.
  apply Rmult_le_compat_r; [exact a2|assert (k2 := pow2_ge_0 K); lra].
assert (l2 : ((K + 1) * A) ^ 2 < e ^ 2).
  assert (0 <= (K + 1) * A) by (apply Rmult_le_pos; lra); apply Rsqr_incrst_1 in h2; try lra.
  rewrite !Rsqr_pow2 in h2; exact h2.
assert (l3 : e ^ 2 <= B ^ 2) by (apply pow_incr; lra); lra.
Qed.

Lemma tame_line_integrable h : tame_line h -> gauss_integrable h.
Proof.
intros H; apply gauss_integrable_growth.
  apply tame_line_continuous, H.
apply tame_line_growth, H.
Qed.

Lemma is_derive_of_quadratic (h dh : R -> R) K x : 0 <= K ->
  (forall y, Rabs (h y - h x - dh x * (y - x)) <= K * (y - x) ^ 2) -> is_derive h x (dh x).
Proof.
intros K0 H; apply is_derive_Reals; intros e e0.
assert (d0 : 0 < e / (K + 1)) by (apply Rdiv_lt_0_compat; lra).
exists (mkposreal _ d0); intros t t0 ht; simpl in ht.
assert (b := H (x + t)); replace (x + t - x) with t in b by ring.
replace ((h (x + t) - h x) / t - dh x) with ((h (x + t) - h x - dh x * t) / t) by (field; exact t0).
assert (p : 0 < Rabs t) by (apply Rabs_pos_lt; exact t0).
unfold Rdiv at 1; rewrite Rabs_mult, Rabs_inv.
apply (Rmult_lt_reg_r (Rabs t)); [lra|]; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
apply Rle_lt_trans with (1 := b); rewrite <- pow2_abs.
apply (Rmult_lt_compat_l (K + 1)) in ht; [|lra].
replace ((K + 1) * (e / (K + 1))) with e in ht by (field; lra); nra.
Qed.

Lemma gauss_stein_quadratic (h dh : R -> R) K : 0 <= K ->
  (forall x y, Rabs (h y - h x - dh x * (y - x)) <= K * (y - x) ^ 2) ->
  tame_line h -> tame_line dh -> tame_line (fun x => x * h x) ->
  gauss_mean (fun x => x * h x) = gauss_mean dh.
Proof.
intros K0 H th td tx; apply gauss_stein.
- intros x; apply (is_derive_of_quadratic h dh K); [exact K0|apply H].
- apply tame_line_continuous, td.
- apply tame_line_growth, th.
- apply tame_line_integrable, td.
- apply tame_line_integrable, tx.
Qed.
