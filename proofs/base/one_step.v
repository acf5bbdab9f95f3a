(* One step x - g G of gradient descent with any random vector G, before any      *)
(* assumption on its bias or noise:                                               *)
(*   E f(x - g G) - f x <= - g <df x, E G> + (g^2 L/2) E|G|^2,                     *)
(* with equality for f = (L/2)|x|^2, the function on which bounds are attained.    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle convexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Quadratic.
Variables (d : nat) (L : R).
Local Notation V := 'rV[R]_d.+1.

Definition quad (x : V) : R := L / 2%:R * nsq x.
Definition dquad (x : V) : V := L *: x.

Lemma quad_expand x y : quad y = quad x + dot (dquad x) (y - x) + L / 2%:R * nsq (y - x).
Proof.
rewrite /quad /dquad nsqB dotZl dotDr dotNr (dotC x y) -/(nsq x).
by move: (nsq x) (nsq y) (dot y x) => a b c; rlra.
Qed.

Lemma gradient_quad : gradient quad dquad.
Proof.
apply: (gradient_from_bounds (C := `|L / 2%:R|)) => // x y.
have -> : quad y - quad x - dot (dquad x) (y - x) = L / 2%:R * nsq (y - x).
  by rewrite (quad_expand x y); move: (quad x) (dot _ _) (_ * _) => a c e; rring.
by rewrite normrM (ger0_norm (nsq_ge0 _)).
Qed.

Lemma smooth_quad : 0 < L -> smooth quad dquad L.
Proof. by move=> L0; split=> // [|x y]; [exact: gradient_quad|rewrite -quad_expand]. Qed.

Lemma quad_ge0 x : 0 <= L -> 0 <= quad x.
Proof. by move=> L0; rewrite mulr_ge0 ?nsq_ge0 // divr_ge0 ?ler0n. Qed.

Lemma PL_quad : 0 < L -> PL quad dquad L 0.
Proof.
move=> L0; split=> // x; rewrite /quad /dquad nsqZ.
by move: (nsq x) => a; rlra.
Qed.

Lemma convex_quad : 0 <= L -> convex quad.
Proof.
move=> L0; apply: (convex_from_tangents (df := dquad)) => x y.
rewrite (quad_expand x y) ler_addl mulr_ge0 ?nsq_ge0 //.
by rewrite divr_ge0 ?ler0n.
Qed.
End Quadratic.

Lemma step_displacement d (x u : 'rV[R]_d) g : x - g *: u - x = (- g) *: u.
Proof. by rewrite scaleNr addrAC subrr add0r. Qed.

Section Step.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (Xi : Type) (E : expectation Xi) (G : Xi -> V).
Hypotheses (G1 : integV E G) (G2 : integ E (fun xi => nsq (G xi))).

Lemma integ_step_bound u L g :
  integ E (fun xi => (- g) * dot u (G xi) + L * g ^+ 2 / 2%:R * nsq (G xi)).
Proof. by apply: integD; [exact/integZ/integ_dot|exact: integZ]. Qed.

Lemma Ex_step_bound u L g :
  Ex E (fun xi => (- g) * dot u (G xi) + L * g ^+ 2 / 2%:R * nsq (G xi)) =
  - g * dot u (ExV E G) + L * g ^+ 2 / 2%:R * Ex E (fun xi => nsq (G xi)).
Proof.
rewrite ExD; [|exact/integZ/integ_dot|exact: integZ].
by rewrite ExZ ?Ex_dot ?ExZ //; exact: integ_dot.
Qed.

Lemma one_step f df L g x : smooth f df L -> integ E (fun xi => f (x - g *: G xi)) ->
  Ex E (fun xi => f (x - g *: G xi) - f x) <=
  - g * dot (df x) (ExV E G) + L * g ^+ 2 / 2%:R * Ex E (fun xi => nsq (G xi)).
Proof.
move=> fL fi; rewrite -Ex_step_bound; apply: Ex_le => [||xi].
- by apply: integB => //; exact: integ_cst.
- exact: integ_step_bound.
rewrite ler_subl_addr; apply: le_trans (smooth_ub fL x _) _.
by rewrite step_displacement dotZr nsqZ sqrrN; rlra.
Qed.

Lemma one_step_quad L g x :
  Ex E (fun xi => quad L (x - g *: G xi) - quad L x) =
  - g * dot (dquad L x) (ExV E G) + L * g ^+ 2 / 2%:R * Ex E (fun xi => nsq (G xi)).
Proof.
rewrite -Ex_step_bound; apply: eq_Ex => xi.
rewrite (quad_expand L x) step_displacement dotZr nsqZ sqrrN.
by move: (dot _ _) (nsq _) (quad _ _) => a c e; rlra.
Qed.

Lemma integ_quad_step L g x : integ E (fun xi => quad L (x - g *: G xi)).
Proof.
apply: (@eq_integ _ E (fun xi =>
    ((- g) * dot (dquad L x) (G xi) + L * g ^+ 2 / 2%:R * nsq (G xi)) + quad L x)).
  move=> xi; rewrite (quad_expand L x (x - _)) step_displacement dotZr nsqZ sqrrN.
  by move: (dot _ _) (nsq _) (quad _ _) => a c e; rlra.
by apply: integD; [exact: integ_step_bound|exact: integ_cst].
Qed.

(* the mean squared error around any point *)
Lemma Ex_nsqB (v : V) : Ex E (fun xi => nsq (G xi - v)) =
  Ex E (fun xi => nsq (G xi)) - 2%:R * dot v (ExV E G) + nsq v.
Proof.
rewrite (@eq_Ex _ E _ (fun xi => nsq (G xi) - 2%:R * dot v (G xi) + nsq v)) => [|xi].
  rewrite ExD ?Ex_cst ?ExB ?ExZ ?Ex_dot //.
  all: try exact: integ_cst.
  all: try exact: integ_dot.
  all: try (apply: integZ; exact: integ_dot).
  by apply: integB => //; apply: integZ; exact: integ_dot.
by rewrite nsqB (dotC v).
Qed.

Lemma integ_nsqB (v : V) : integ E (fun xi => nsq (G xi - v)).
Proof.
apply: (@eq_integ _ E (fun xi => nsq (G xi) - 2%:R * dot v (G xi) + nsq v)) => [xi|].
  by rewrite nsqB (dotC v).
apply: integD; last exact: integ_cst.
by apply: integB => //; apply: integZ; exact: integ_dot.
Qed.
End Step.

Section Oracle.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (df : V -> V) (Xi : Type) (E : expectation Xi) (b : V -> V) (n : V -> Xi -> V).
Hypothesis orc : biased_oracle E n.

Lemma integV_oracle x : integV E (oracle df b n x).
Proof.
move=> i; apply: (@eq_integ _ E (fun xi => (df x + b x) 0 i + n x xi 0 i)).
  by move=> xi; rewrite !mxE.
by apply: integD; [exact: integ_cst|exact: noise_integV].
Qed.

Lemma ExV_oracle x : ExV E (oracle df b n x) = df x + b x.
Proof.
apply/rowP => i; rewrite mxE (@eq_Ex _ E _ (fun xi => (df x + b x) 0 i + n x xi 0 i)).
  rewrite ExD ?Ex_cst; [|exact: integ_cst|exact: noise_integV].
  have := congr1 (fun u : V => u 0 i) (noise_mean0 orc x); rewrite !mxE => ->.
  by rewrite addr0.
by move=> xi; rewrite !mxE.
Qed.

Lemma Ex_nsq_oracle x : Ex E (fun xi => nsq (oracle df b n x xi)) =
  nsq (df x + b x) + Ex E (fun xi => nsq (n x xi)).
Proof.
apply: Ex_nsqD; [exact: noise_integV|exact: noise_integ_nsq|exact: noise_mean0].
Qed.
End Oracle.
