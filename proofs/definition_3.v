(* Definition 3, top-k.  As printed, with |x|_pi(1) <= ... <= |x|_pi(d),          *)
(*   (top-k x)_i = x_pi(i) for i <= k, else 0,                                     *)
(* it violates (9) twice: the order is reversed, and entries are moved. Mending    *)
(* either fault alone does not help.  Mended twice, for every pi that sorts by     *)
(* decreasing |x_i|, (top-k x)_pi(i) = x_pi(i) for i <= k keeps x on a set of k     *)
(* largest coordinates, and such a pi exists.                                      *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra all_fingroup.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector top_k satisfiable.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition ascending d (x : 'rV[R]_d) (pi : {perm 'I_d}) :=
  forall i j : 'I_d, (i <= j)%N -> `|x 0 (pi i)| <= `|x 0 (pi j)|.
Definition descending d (x : 'rV[R]_d) (pi : {perm 'I_d}) :=
  forall i j : 'I_d, (i <= j)%N -> `|x 0 (pi j)| <= `|x 0 (pi i)|.

(* the k entries go to the first k places, as printed, or stay in their own *)
Definition first_places d k (x : 'rV[R]_d) (pi : {perm 'I_d}) : 'rV[R]_d :=
  \row_i (if (i < k)%N then x 0 (pi i) else 0).
Definition own_places d k (x : 'rV[R]_d) (pi : {perm 'I_d}) : 'rV[R]_d :=
  \row_j (if (pi^-1%g j < k)%N then x 0 j else 0).

(* the right-hand side of (9) *)
Definition obeys_9 d k (x y : 'rV[R]_d) := nsq (y - x) <= (1 - k%:R / d%:R) * nsq x.

Theorem definition_3 d k (x : 'rV[R]_d) pi : (k <= d)%N -> descending x pi ->
  (forall i : 'I_d, own_places k x pi 0 (pi i) = if (i < k)%N then x 0 (pi i) else 0) /\
  exists2 S, is_top k x S & own_places k x pi = keep S x.
Proof.
move=> kd h; split=> [i|]; first by rewrite mxE permK.
exists [set j | (pi^-1%g j < k)%N]; last by apply/rowP => j; rewrite !mxE inE.
split=> [|i j]; last first.
  rewrite !inE -leqNgt => ik kj; rewrite -[i](permKV pi) -[j](permKV pi).
  by apply: h; exact: leq_trans (ltnW ik) kj.
have -> : [set j | (pi^-1%g j < k)%N] = pi @: [set i : 'I_d | (i < k)%N].
  apply/setP => j; rewrite inE; apply/idP/imsetP => [jk|[i]].
    by exists (pi^-1%g j); rewrite ?inE ?permKV.
  by rewrite inE => ik ->; rewrite permK.
rewrite card_imset; last exact: perm_inj.
by rewrite cardsE -sum1_card (big_ord_narrow kd) /= sum1_card card_ord.
Qed.

Theorem definition_3_exists d (x : 'rV[R]_d) : exists pi, descending x pi.
Proof.
pose s := sort (geabs x) (enum 'I_d).
have sz : size s == d by rewrite size_sort size_enum_ord.
have tr : transitive (geabs x) by move=> j i l h1 h2; exact: le_trans h2 h1.
have tot : total (geabs x) by move=> i j; exact: le_total.
have inj : injective (tnth (Tuple sz)) by apply/tuple_uniqP; rewrite sort_uniq enum_uniq.
exists (perm inj) => i j ij; rewrite !permE !(tnth_nth i) /=.
have := sorted_leq_nth tr (fun y => lexx _) i (sort_sorted tot (enum 'I_d)).
by apply=> //; rewrite inE (eqP sz).
Qed.

Definition one_two : 'rV[R]_2 := \row_i (if i == 0 then 1 else 2%:R).

Lemma nsq2 (x : 'rV[R]_2) : nsq x = x 0 0 ^+ 2 + x 0 1 ^+ 2.
Proof. by rewrite nsqE big_ord_recl big_ord1; congr (_ + x 0 _ ^+ 2); apply/val_inj. Qed.

Lemma one_two_ascending : ascending one_two 1%g.
Proof.
move=> i j; rewrite !perm1 !mxE.
by case: i => [[|[|i]] hi] //; case: j => [[|[|j]] hj] //= _; rewrite ?normr1 ?normr_nat ?ler1n.
Qed.

Lemma one_two_descending : descending one_two (tperm 0 1).
Proof.
move=> i j; rewrite !mxE.
by case: i => [[|[|i]] hi] //; case: j => [[|[|j]] hj] //= _;
  rewrite ?permE /= ?normr1 ?normr_nat ?ler1n.
Qed.

Lemma definition_3_satisfiable : satisfiable_by (@definition_3).
Proof. by exists 2%N, 1%N, one_two, (tperm 0 1), isT, one_two_descending. Qed.

Lemma definition_3_exists_satisfiable : satisfiable_by (@definition_3_exists).
Proof. by exists 2%N, one_two. Qed.

(* (1, 2) becomes (1, 0): error 4, bound 5/2 *)
Theorem definition_3_printed_false :
  ~ (forall d k (x : 'rV[R]_d) pi, (0 < k <= d)%N -> ascending x pi ->
       obeys_9 k x (first_places k x pi)).
Proof.
move=> /(_ 2%N 1%N one_two 1%g isT one_two_ascending).
by rewrite /obeys_9 !nsq2 !mxE !perm1 /= => h; rlra.
Qed.

(* the order mended alone: (2, 0), error 5 *)
Theorem definition_3_order_mended_false :
  ~ (forall d k (x : 'rV[R]_d) pi, (0 < k <= d)%N -> descending x pi ->
       obeys_9 k x (first_places k x pi)).
Proof.
move=> /(_ 2%N 1%N one_two (tperm 0 1) isT one_two_descending).
by rewrite /obeys_9 !nsq2 !mxE !permE /= => h; rlra.
Qed.

(* the places mended alone: (1, 0), error 4 *)
Theorem definition_3_places_mended_false :
  ~ (forall d k (x : 'rV[R]_d) pi, (0 < k <= d)%N -> ascending x pi ->
       obeys_9 k x (own_places k x pi)).
Proof.
move=> /(_ 2%N 1%N one_two 1%g isT one_two_ascending).
by rewrite /obeys_9 !nsq2 !mxE invg1 !perm1 /= => h; rlra.
Qed.
