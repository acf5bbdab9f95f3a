(* The programs of reference.v compute what the theorems speak of: over the reals *)
(* (Q2R), top_k keeps a set of the k largest magnitudes, expect is the expectation *)
(* of the finite law, and the checks decide their inequalities.                    *)
From Coq Require Import Reals Lra QArith Qabs Qreduction Qreals.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation top_k rand_k.
From Biasbound.exec Require Import reference.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Arguments Qred : simpl never.
Arguments Qplus : simpl never.
Arguments Qmult : simpl never.
Arguments Qminus : simpl never.

Local Notation q0 := (Qmake 0 1).
Local Notation r := Q2R.

Lemma rD a b : r (Qplus a b) = r a + r b. Proof. exact: Q2R_plus. Qed.
Lemma rM a b : r (Qmult a b) = r a * r b. Proof. exact: Q2R_mult. Qed.
Lemma rB a b : r (Qminus a b) = r a - r b. Proof. exact: Q2R_minus. Qed.
Lemma r_red a : r (Qred a) = r a. Proof. by apply: Qeq_eqR; exact: Qred_correct. Qed.
Lemma r0 : r q0 = 0. Proof. by rewrite /Q2R /= Rmult_0_l. Qed.

Lemma r_le a b : Qle_bool a b = (r a <= r b).
Proof.
apply/idP/idP => [/Qle_bool_iff h|/RleP h]; first by apply/RleP; exact: Qle_Rle.
by apply/Qle_bool_iff; exact: Rle_Qle.
Qed.

Lemma r_eq a b : Qeq_bool a b = (r a == r b).
Proof.
apply/idP/eqP => [/Qeq_bool_iff h|h]; first exact: Qeq_eqR.
by apply/Qeq_bool_iff; exact: eqR_Qeq.
Qed.

Lemma r_abs a : r (Qabs a) = `|r a|.
Proof.
case: (leP 0 (r a)) => h.
  rewrite ger0_norm //; apply: Qeq_eqR; apply: Qabs_pos.
  by apply: Rle_Qle; rewrite -/q0 r0; apply/RleP.
rewrite ltr0_norm //; apply: etrans (_ : r (Qopp a) = _); last exact: Q2R_opp.
apply: Qeq_eqR; apply: Qabs_neg.
by apply: Rle_Qle; rewrite -/q0 r0; apply/RleP; exact: ltW.
Qed.

Lemma r_total s : r (total s) = \sum_(a <- s) r a.
Proof. by elim: s => [|a s IH] /=; rewrite ?big_nil ?r0 // big_cons r_red rD IH. Qed.

(* ---- vectors *)

Definition row (d : nat) (x : seq Q) : 'rV[R]_d := \row_i r (nth q0 x i).

Lemma r_norm_sq d x : size x = d -> r (norm_sq x) = nsq (row d x).
Proof.
move=> <-; rewrite /norm_sq r_total big_map (big_nth q0) big_mkord nsqE.
by apply: eq_bigr => i _; rewrite rM mxE expr2.
Qed.

Lemma size_minus x y : size x = size y -> size (minus x y) = size x.
Proof. by move=> e; rewrite size_map size_zip e minnn. Qed.

Lemma row_minus d x y : size x = d -> size y = d -> row d (minus x y) = row d x - row d y.
Proof.
move=> sx sy; apply/rowP => i; rewrite !mxE (nth_map (q0, q0)) ?size_zip ?sx ?sy ?minnn //.
by rewrite nth_zip ?sx ?sy //= rB.
Qed.

(* ---- laws *)

Section Law.
Variables (d : nat) (l : law).
Hypothesis sized : all (fun w => size w.2 == d) l.
Let p (i : 'I_(size l)) : R := r (nth (q0, [::]) l i).1.
Let v (i : 'I_(size l)) : seq Q := (nth (q0, [::]) l i).2.
Hypotheses (p0 : forall i, 0 <= p i) (p1 : \sum_i p i = 1).
Let E := fin_expectation p0 p1.

Lemma size_v i : size (v i) = d.
Proof. by apply/eqP; apply: (all_nthP (q0, [::]) sized). Qed.

Lemma r_expect F : r (expect F l) = Ex E (fun i => r (F (v i))).
Proof.
rewrite /expect r_total big_map (big_nth (q0, [::])) big_mkord /=.
by apply: eq_bigr => i _; rewrite rM.
Qed.

Lemma row_mean : row d (mean d l) = ExV E (fun i => row d (v i)).
Proof.
apply/rowP => i; rewrite !mxE (nth_map 0%N) ?size_iota // nth_iota // add0n r_expect.
by apply: eq_Ex => j; rewrite mxE.
Qed.

Lemma size_mean : size (mean d l) = d. Proof. by rewrite size_map size_iota. Qed.

Lemma r_noise_sq :
  r (noise_sq d l) = Ex E (fun i => nsq (row d (v i) - ExV E (fun i => row d (v i)))).
Proof.
rewrite /noise_sq r_expect; apply: eq_Ex => i.
rewrite (@r_norm_sq d) ?size_minus ?size_v ?size_mean //.
by rewrite row_minus ?size_v ?size_mean // row_mean.
Qed.

Lemma r_bias_sq g : size g = d ->
  r (bias_sq l g) = nsq (ExV E (fun i => row d (v i)) - row d g).
Proof.
move=> sg; rewrite /bias_sq sg (@r_norm_sq d) ?size_minus ?size_mean ?sg //.
by rewrite row_minus ?size_mean // row_mean.
Qed.

(* Assumption 3 at this point *)
Lemma assumption_3P M s2 : assumption_3 d l M s2 =
  (Ex E (fun i => nsq (row d (v i) - ExV E (fun i => row d (v i)))) <=
   r M * nsq (ExV E (fun i => row d (v i))) + r s2).
Proof. by rewrite /assumption_3 r_le r_noise_sq rD rM (@r_norm_sq d) ?size_mean // row_mean. Qed.

(* Assumption 4 at this point *)
Lemma assumption_4P g m z2 : size g = d -> assumption_4 l g m z2 =
  (nsq (ExV E (fun i => row d (v i)) - row d g) <= r m * nsq (row d g) + r z2).
Proof. by move=> sg; rewrite /assumption_4 r_le r_bias_sq // rD rM (@r_norm_sq d). Qed.

(* Definition 2 at this point *)
Lemma definition_2P x delta : size x = d -> definition_2 l x delta =
  (Ex E (fun i => nsq (row d (v i) - row d x)) <= (1 - r delta) * nsq (row d x)).
Proof.
move=> sx; rewrite /definition_2 r_le r_expect rM rB (@r_norm_sq d x) //.
have -> : r (Qmake 1 1) = 1 by rewrite /Q2R /= Rinv_1 Rmult_1_r.
congr (_ <= _); apply: eq_Ex => i.
by rewrite (@r_norm_sq d) ?size_minus ?size_v ?sx // row_minus ?size_v.
Qed.
End Law.

(* ---- top-k *)

Section TopK.
Variables (x : seq Q) (k : nat).
Let d := size x.
Hypothesis kd : (k <= d)%N.
Let X := row d x.

Let bef (j i : 'I_d) := (`|X 0 i| < `|X 0 j|) || (`|X 0 j| == `|X 0 i|) && (j < i)%N.

Lemma beforeE (j i : 'I_d) : before x j i = bef j i.
Proof. by rewrite /before /bef r_le r_eq !r_abs -ltNge !mxE. Qed.

Let above (i : 'I_d) := [set j | bef j i].
Let rk (i : 'I_d) := #|above i|.

Lemma rankE (i : 'I_d) : rank x i = rk i.
Proof.
rewrite /rank /rk -[iota _ _]/(iota 0 d) -val_enum_ord count_map cardsE -sum1_card.
rewrite -sum1_count big_enum_cond /=.
by apply: eq_bigl => j; rewrite /= beforeE.
Qed.

Lemma bef_irr i : bef i i = false. Proof. by rewrite /bef ltxx ltnn andbF. Qed.

Lemma bef_trans : transitive bef.
Proof.
move=> j i l; rewrite /bef => /orP[h1|/andP[/eqP e1 n1]] /orP[h2|/andP[/eqP e2 n2]].
- by rewrite (lt_trans h2 h1).
- by rewrite -e2 h1.
- by rewrite e1 h2.
- by rewrite e1 e2 eqxx (ltn_trans n1 n2) orbT.
Qed.

Lemma bef_total i j : i != j -> bef i j || bef j i.
Proof.
move=> ij; rewrite /bef; case: ltgtP => //= _; rewrite ?orbT //.
by rewrite -neq_ltn.
Qed.

Lemma rk_lt i j : bef i j -> (rk i < rk j)%N.
Proof.
move=> b; apply: proper_card; apply/properP; split.
  by apply/subsetP => l; rewrite /above !inE => h; exact: bef_trans h b.
by exists i; rewrite /above !inE ?b ?bef_irr.
Qed.

Lemma rk_lt_d i : (rk i < d)%N.
Proof.
rewrite -[X in (_ < X)%N](card_ord d) -cardsT; apply: proper_card; apply/properP; split=> //.
by exists i; rewrite /above !inE ?bef_irr.
Qed.

Let kept := [set i : 'I_d | (rk i < k)%N].

Lemma card_kept : #|kept| = k.
Proof.
pose g i := Ordinal (rk_lt_d i).
have inj : injective g.
  move=> i j /(congr1 val) /= e; apply/eqP; apply: contraT => /bef_total /orP[] /rk_lt.
    by rewrite e ltnn.
  by rewrite e ltnn.
have -> : kept = g @^-1: [set j : 'I_d | (j < k)%N] by apply/setP => i; rewrite /kept !inE.
rewrite card_preimset // -sum1_card; under eq_bigl do rewrite inE.
by rewrite (big_ord_narrow kd) sum1_card card_ord.
Qed.

(* top_k keeps the entries of a set of the k largest magnitudes *)
Lemma top_kP : is_top k X kept /\ row d (reference.top_k k x) = base.top_k.keep kept X.
Proof.
split; first split; first exact: card_kept.
  move=> i j; rewrite /kept !inE -leqNgt => ri rj; rewrite leNgt; apply/negP => lt.
  have /rk_lt : bef j i by rewrite /bef lt.
  by move=> h; have := leq_ltn_trans rj (ltn_trans h ri); rewrite ltnn.
apply/rowP => i; rewrite !mxE (nth_map 0%N) ?size_iota ?nth_iota ?ltn_ord // add0n.
by rewrite /kept inE -/d rankE; case: ifP => _; rewrite ?r0.
Qed.
End TopK.

(* ---- rand-k *)

Lemma mem_masks d k m : (m \in masks d k) = (size m == d) && (count id m == k).
Proof.
elim: d k m => [|d IH] k m; first by case: k m => [|k] [|b m].
rewrite /= mem_cat; case: m => [|b m] /=.
  by apply/negP => /orP[/mapP[]//|]; case: k => // k /mapP[].
have inj c : injective (cons c : seq bool -> _) by move=> u w [].
have other c : c != b -> (b :: m \in [seq c :: w | w <- masks d k]) = false.
  by move=> cb; apply/negP => /mapP[w _ [e _]]; rewrite e eqxx in cb.
case: b other => other.
  rewrite other //=; case: k {other} => [|k]; first by rewrite in_nil andbF.
  by rewrite mem_map // IH eqSS.
rewrite mem_map // IH eqSS; case: k {other} => [|k]; rewrite ?in_nil ?orbF // add0n.
rewrite [X in _ || X](_ : _ = false) ?orbF //.
by apply/negP => /mapP[w _ []].
Qed.

Lemma masks_uniq d k : uniq (masks d k).
Proof.
have inj c : injective (cons c : seq bool -> _) by move=> u w [].
elim: d k => [|d IH] k; first by case: k.
rewrite /= cat_uniq map_inj_uniq // IH /=; apply/andP; split.
  apply/hasPn => m; case: k => // k /mapP[w _ ->].
  by apply/negP => /mapP[].
by case: k => // k; rewrite map_inj_uniq.
Qed.

Section RandK.
Variables (d k : nat).

Definition ones (m : seq bool) : {set 'I_d} := [set i : 'I_d | nth false m i].

Lemma card_ones m : size m = d -> #|ones m| = count id m.
Proof.
move=> sm; rewrite /ones cardsE -sum1_card -sum1_count (big_nth false) sm big_mkord.
by apply: eq_bigl.
Qed.

Lemma perm_masks : perm_eq [seq ones m | m <- masks d k]
  [seq S : {set 'I_d} <- index_enum _ | #|S| == k].
Proof.
apply: uniq_perm.
- rewrite map_inj_in_uniq ?masks_uniq // => u w.
  rewrite !mem_masks => /andP[/eqP su _] /andP[/eqP sw _] e.
  apply: (@eq_from_nth _ false) => [|i]; rewrite ?su ?sw // => id.
  by have := congr1 (fun S : {set 'I_d} => Ordinal id \in S) e; rewrite !inE.
- by rewrite filter_uniq // index_enum_uniq.
move=> S; rewrite mem_filter mem_index_enum andbT; apply/mapP/eqP => [[m]|c].
  by rewrite mem_masks => /andP[/eqP sm /eqP cm] ->; rewrite card_ones.
exists [seq i \in S | i <- enum 'I_d].
  rewrite mem_masks size_map size_enum_ord eqxx count_map -c /= cardE.
  by rewrite -size_filter; apply/eqP; congr size; rewrite enumT.
apply/setP => i; rewrite inE (nth_map i) ?size_enum_ord //.
by rewrite nth_ord_enum.
Qed.

Lemma sum_masks (G : {set 'I_d} -> R) :
  \sum_(m <- masks d k) G (ones m) = \sum_(S : {set 'I_d} | #|S| == k) G S.
Proof. by rewrite -(big_map ones xpredT) -[RHS]big_filter; apply: perm_big; exact: perm_masks. Qed.

Lemma size_masks : size (masks d k) = 'C(d, k).
Proof.
rewrite -(size_map ones) (perm_size perm_masks) size_filter -[in RHS](card_ord d) -card_draws.
by rewrite cardsE cardE /enum_mem size_filter; apply: eq_count.
Qed.
End RandK.

(* The law of rand_k is the uniform one over the sets of k indices, applied to     *)
(* a times the entries of x that the set keeps.                                    *)
Section RandKLaw.
Variables (k : nat) (a : Q) (x : seq Q).
Let d := size x.
Hypothesis kd : (k <= d)%N.

Lemma r_of_nat n : r (inject_Z (Z.of_nat n)) = n%:R.
Proof. by rewrite /Q2R /= Rinv_1 Rmult_1_r -INR_IZR_INZ INRE. Qed.

Lemma row_kept m : size m = d ->
  row d (scale a (reference.keep m x)) = r a *: randk (row d x) (ones d m).
Proof.
move=> sm; apply/rowP => i; rewrite !mxE (nth_map q0); last first.
  by rewrite size_map size_zip sm minnn.
rewrite rM (nth_map (false, q0)) ?size_zip ?sm ?minnn // nth_zip //= inE.
by case: nth; rewrite ?mul1r ?mul0r ?r0.
Qed.

Lemma r_rand_k F (G : {set 'I_d} -> R) :
  (forall m, size m = d -> r (F (scale a (reference.keep m x))) = G (ones d m)) ->
  r (expect F (reference.rand_k k a x)) = \sum_S unif k S * G S.
Proof.
move=> h; rewrite /expect r_total !big_map /=.
rewrite (eq_big_seq (fun m => ('C(d, k)%:R)^-1 * G (ones d m))); last first.
  move=> m; rewrite mem_masks => /andP[/eqP sm _]; rewrite rM h // r_red; congr (_ * _).
  rewrite Q2R_div ?r_of_nat ?size_masks.
    by rewrite /Q2R /= Rinv_1 Rmult_1_r mc_invE /Rdiv Rmult_1_l.
  move=> /Qeq_eqR; rewrite r_of_nat -/q0 r0 => /eqP.
  by rewrite pnatr_eq0 -leqn0 leqNgt bin_gt0 kd.
rewrite (sum_masks k (fun S => ('C(d, k)%:R)^-1 * G S)) big_mkcond /=.
by apply: eq_bigr => S _; rewrite /unif; case: ifP => // _; rewrite mul0r.
Qed.
End RandKLaw.
